# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes tests/reference/climb.txt: what R's own Kalman filter (stats::KalmanLike, KalmanRun, KalmanForecast) and StructTS
# say of the Nile's flow, with years missing, under given spreads. Rscript bench/climb_reference.R > tests/reference/climb.txt
y <- as.numeric(Nile) / 1000
gaps <- c(7, 8, 30, 31, 32, 71)
with.gaps <- y
with.gaps[gaps] <- NA

model <- function(measurement, level, slope) {
  V <- diag(c(level^2, 0)) + slope^2 * matrix(c(1 / 3, 1 / 2, 1 / 2, 1), 2) # a unit of continuous time
  list(T = matrix(c(1, 0, 1, 1), 2), V = V, h = measurement^2, Z = c(1, 0), a = c(0, 0.1),
       P = matrix(0, 2, 2), Pn = diag(c(100, 1)))
}

cat("# what measurement level slope log_likelihood mean variance\n")
report <- function(what, y, s) {
  m <- model(s[1], s[2], s[3])
  m$a <- solve(m$T, c(0, 0.1)) # so that the first prediction is (0, 0.1) with variance Pn
  l <- KalmanLike(y, m)
  n <- sum(!is.na(y))
  loglik <- -0.5 * n * (log(2 * pi) + (2 * l$Lik - log(l$s2)) + l$s2)
  run <- KalmanRun(y, m, update = TRUE)
  f <- KalmanForecast(10, attr(run, "mod"))
  cat(what, format(c(s, loglik, f$pred[10], f$var[10]), digits = 15), "\n")
}
for (s in list(c(0.12, 0.04, 0), c(0.1, 0.01, 0.005), c(0.02, 0.1, 0.05))) {
  report("whole", y, s)
  report("gaps", with.gaps, s)
}
# The most likely spreads, with the slope's at nothing.
fit <- StructTS(y, type = "trend", fixed = c(NA, 0, NA))
cat("structts", format(sqrt(c(fit$coef["epsilon"], fit$coef["level"], 0)), digits = 15), "0 0 0\n")
