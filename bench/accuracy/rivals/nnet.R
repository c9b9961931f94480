# data answer sizes decays maxit seed: tunes nnet by the folds in the first column (0: not tuned on),
# fits all rows three times and writes seconds, size, decay and the weights of the best fit.
suppressMessages(library(nnet))
told <- commandArgs(trailingOnly = TRUE)
table <- as.matrix(read.csv(told[1], header = FALSE))
sizes <- as.integer(strsplit(told[3], ",")[[1]])
decays <- as.numeric(strsplit(told[4], ",")[[1]])
maxit <- as.integer(told[5])
set.seed(as.integer(told[6]))
fold <- table[, 1]
t <- table[, 2]
X <- unname(table[, -(1:2), drop = FALSE])

begin <- sum(proc.time()[1:2])
network <- function(rows, size, decay)
  nnet(X[rows, , drop = FALSE], t[rows], size = size, decay = decay, maxit = maxit, linout = TRUE,
       trace = FALSE, MaxNWts = 1e6)
grid <- expand.grid(size = sizes, decay = decays)
errors <- apply(grid, 1, function(point) {
  sum(sapply(setdiff(unique(fold), 0), function(f) {
    inside <- which(fold != f & fold != 0)
    out <- which(fold == f)
    model <- network(inside, point[["size"]], point[["decay"]])
    sum((predict(model, X[out, , drop = FALSE])[, 1] - t[out])^2)
  }))
})
best <- grid[which.min(errors), ]
fits <- lapply(1:3, function(i) network(seq_along(t), best$size, best$decay))
kept <- fits[[which.min(sapply(fits, function(f) f$value))]]
seconds <- sum(proc.time()[1:2]) - begin  # of the processor
write(sprintf("%.17g", c(seconds, best$size, best$decay, kept$wts)), told[2], ncolumns = 1)
