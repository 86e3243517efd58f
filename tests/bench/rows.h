/* rows.h: what a bench found, a line each, for tests/bench/table. The lines and what is in them:
 * tests/bench/rows.py. They go to the end of the file that BENCH_ROWS names; nowhere without.
 */
#ifndef TESTS_BENCH_ROWS_H
#define TESTS_BENCH_ROWS_H

void rows_limit(const char *name, double figure, const char *unit);
/* limit and goal: "-" where there is none. */
void rows_ours(const char *what, double figure, const char *unit, const char *limit,
               const char *goal);
void rows_peer(const char *what, const char *peer, double figure);

#endif
