/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Goes through a fuzz target's corpus without a fuzzer: a TAP test per input. */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

int main(void) {
  g_autoptr(GDir) folder = g_dir_open(CORPUS, 0, NULL);
  int number = 0;
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
    g_autofree char *path = g_build_filename(CORPUS, name, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    bool read = g_file_get_contents(path, &bytes, &length, NULL);
    if (read) {
      LLVMFuzzerTestOneInput((const unsigned char *)bytes, length); /* ends the program where it doesn't hold */
    }
    printf("%s %d - %s\n", read ? "ok" : "not ok", ++number, name);
  }
  printf("%s %d - there is a corpus\n1..%d\n", number > 0 ? "ok" : "not ok", number + 1, number + 1);
  return 0;
}
