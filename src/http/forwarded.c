/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* forwarded.c: networks that are trusted, and reading X-Forwarded-For from the right. */
#include "forwarded.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define FORWARDED_MOST 32 /* addresses in one header: more are not looked at */
#define MAPPED_PREFIX_BYTES 12

typedef struct {
  uint8_t bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
} Address;

typedef struct {
  Address address;
  unsigned bits;
} Network;

struct HttpProxies {
  GArray *networks;
};

static const uint8_t mapped_prefix[MAPPED_PREFIX_BYTES] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool read_address(const char *text, Address *address, bool *is_ipv4) {
  struct in_addr four;
  *is_ipv4 = inet_pton(AF_INET, text, &four) == 1;
  if (!*is_ipv4)
    return inet_pton(AF_INET6, text, address->bytes) == 1;
  memcpy(address->bytes, mapped_prefix, sizeof mapped_prefix);
  memcpy(address->bytes + MAPPED_PREFIX_BYTES, &four, sizeof four);
  return true;
}

static bool read_network(const char *text, Network *network) {
  g_auto(GStrv) parts = g_strsplit(text, "/", 2);
  bool is_ipv4 = false;
  if (parts[0] == NULL || !read_address(parts[0], &network->address, &is_ipv4))
    return false;
  guint64 most = is_ipv4 ? 32 : 128;
  guint64 bits = most;
  if (parts[1] != NULL && !g_ascii_string_to_unsigned(parts[1], 10, 0, most, &bits, NULL))
    return false;
  network->bits = (unsigned)bits + (is_ipv4 ? 8 * MAPPED_PREFIX_BYTES : 0);
  return true;
}

static GQuark http_forwarded_error_quark(void);
G_DEFINE_QUARK(http - forwarded, http_forwarded_error)

HttpProxies *http_proxies_read(const char *list, GError **error) {
  g_autoptr(HttpProxies) proxies = g_new0(HttpProxies, 1);
  proxies->networks = g_array_new(FALSE, FALSE, sizeof(Network));
  g_auto(GStrv) names = g_strsplit(list != NULL ? list : "", ",", -1);
  for (char **name = names; *name != NULL; name++) {
    Network network;
    g_strstrip(*name);
    if (**name == '\0')
      continue;
    if (!read_network(*name, &network)) {
      g_set_error(error, http_forwarded_error_quark(), 0,
                  "trusted-proxies: expected an address or a network such as 10.0.0.0/8, found \"%s\"", *name);
      return NULL;
    }
    g_array_append_val(proxies->networks, network);
  }
  return g_steal_pointer(&proxies);
}

void http_proxies_free(HttpProxies *proxies) {
  if (proxies == NULL)
    return;
  g_array_unref(proxies->networks);
  g_free(proxies);
}

static bool is_inside(const Network *network, const Address *address) {
  unsigned whole = network->bits / 8;
  unsigned rest = network->bits % 8;
  if (memcmp(network->address.bytes, address->bytes, whole) != 0)
    return false;
  return rest == 0 || ((network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest)) == 0;
}

static bool is_trusted(const HttpProxies *proxies, const Address *address) {
  for (guint index = 0; index < proxies->networks->len; index++) {
    if (is_inside(&g_array_index(proxies->networks, Network, index), address))
      return true;
  }
  return false;
}

/* As text: an IPv4 address as such, whichever way it came. */
static void write_address(const Address *address, char text[HTTP_ADDRESS_BYTES]) {
  bool mapped = memcmp(address->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
  inet_ntop(mapped ? AF_INET : AF_INET6, address->bytes + (mapped ? MAPPED_PREFIX_BYTES : 0), text, HTTP_ADDRESS_BYTES);
}

static bool take_peer(const struct sockaddr *peer, Address *address) {
  if (peer->sa_family == AF_INET) {
    memcpy(address->bytes, mapped_prefix, sizeof mapped_prefix);
    memcpy(address->bytes + MAPPED_PREFIX_BYTES, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, 4);
    return true;
  }
  if (peer->sa_family == AF_INET6)
    memcpy(address->bytes, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, sizeof address->bytes);
  return peer->sa_family == AF_INET6;
}

/* The rightmost address that is no proxy of ours; where all are, or one can't be read, the last that could. */
static void follow(const HttpProxies *proxies, const char *list, Address *address) {
  g_auto(GStrv) names = g_strsplit(list, ",", FORWARDED_MOST);
  for (size_t index = g_strv_length(names); index-- > 0;) {
    Address next;
    bool is_ipv4 = false;
    if (!read_address(g_strstrip(names[index]), &next, &is_ipv4))
      return;
    *address = next;
    if (!is_trusted(proxies, &next))
      return;
  }
}

void http_forwarded_fill_in(const HttpProxies *proxies, const struct sockaddr *peer, bool tls, HttpRequest *request) {
  Address address = {{0}};
  bool has_address = peer != NULL && take_peer(peer, &address);
  bool behind_proxy = !has_address || is_trusted(proxies, &address);
  request->secure = tls;
  if (behind_proxy && request->headers.forwarded_for != NULL)
    follow(proxies, request->headers.forwarded_for, &address);
  if (behind_proxy && request->headers.forwarded_proto != NULL)
    request->secure = strcmp(request->headers.forwarded_proto, "https") == 0;
  write_address(&address, request->address);
}
