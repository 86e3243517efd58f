/* progress.c: see progress.h. */
#include "client/progress.h"
#include "client/figures.h"
#include "client/text.h"
#include "proto/language.h"
#include "proto/log.h"

enum {
    SAMPLE_MS = 250,
    DRAW_MS = 100,   /* on a terminal */
    TELL_MS = 10000, /* elsewhere */
    BAR_CELLS = 24,
    BAR_NEEDS = 90, /* columns, below which there is no bar */
};

void rate_add(struct rate *r, uint64_t now_ms, uint64_t n)
{
    if (r->count > 0 && now_ms < r->at[(r->count - 1) % RATE_SAMPLES].ms + SAMPLE_MS) return;
    r->at[r->count % RATE_SAMPLES].ms = now_ms;
    r->at[r->count % RATE_SAMPLES].n = n;
    r->count++;
}

double rate_per_second(const struct rate *r)
{
    if (r->count < 2) return 0;
    unsigned newest = (r->count - 1) % RATE_SAMPLES;
    unsigned oldest = r->count > RATE_SAMPLES ? r->count % RATE_SAMPLES : 0;
    double grown = (double)(r->at[newest].n - r->at[oldest].n);
    return 1000 * grown / (double)(r->at[newest].ms - r->at[oldest].ms);
}

/* Eighths of a cell, so that the bar also moves when a run is long. */
static void add_bar(struct buf *out, double share)
{
    static const char *const eighths[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    unsigned filled = (unsigned)(share * BAR_CELLS * 8);
    buf_add_string(out, "▕");
    for (unsigned cell = 0; cell < BAR_CELLS; cell++)
        buf_add_string(out, filled >= 8 * (cell + 1) ? "█"
                            : filled > 8 * cell      ? eighths[filled % 8]
                                                     : " ");
    buf_add_string(out, "▏");
}

static void add_share(struct buf *out, const struct progress_state *s, unsigned columns)
{
    double share = s->total ? (double)s->done / (double)s->total : 0;
    if (columns >= BAR_NEEDS) add_bar(out, share < 1 ? share : 1);
    buf_format(out, " %2.0f%%", 100 * share);
}

static void add_figures(struct buf *out, const struct progress_state *s, unsigned columns)
{
    struct buf first = {0}, second = {0};
    figure_count(&first, s->growing ? s->found : s->done);
    figure_count(&second, s->growing ? s->done : s->total);
    buf_format(out, s->growing ? _("%s read, %s worked through") : _("%s of %s documents "),
               buf_string(&first), buf_string(&second));
    buf_free(&first);
    buf_free(&second);
    if (!s->growing) add_share(out, s, columns);
}

static void add_speed(struct buf *out, const struct progress_state *s)
{
    if (s->rate <= 0) return;
    buf_add_string(out, "  ");
    figure_rate(out, s->rate);
    if (s->growing || s->done >= s->total) return;
    buf_add_string(out, "  ");
    figure_time(out, (uint64_t)(1000 * (double)(s->total - s->done) / s->rate));
    buf_add_string(out, _(" left"));
}

static void add_losses(struct buf *out, const struct progress_state *s, const struct style *style)
{
    if (s->failed) buf_add_string(out, style->red);
    if (s->failed) buf_add_string(out, _("  failed "));
    if (s->failed) figure_count(out, s->failed);
    if (s->failed) buf_add_string(out, style->off);
    if (s->skipped) buf_add_string(out, _("  skipped "));
    if (s->skipped) figure_count(out, s->skipped);
}

void progress_line(struct buf *out, const struct progress_state *s, unsigned columns,
                   const struct style *style)
{
    struct buf line = {0};
    add_figures(&line, s, columns);
    add_speed(&line, s);
    size_t plain = out->len;
    text_fit(out, buf_view(&line), columns);
    unsigned left = columns - text_width((struct view){out->at + plain, out->len - plain});
    line.len = 0;
    add_losses(&line, s, style);
    if (text_width(buf_view(&line)) <= left) buf_add_view(out, buf_view(&line));
    line.len = 0;
    if (s->note) buf_format(&line, "  %s", s->note);
    if (s->note && text_width(buf_view(&line)) <= left) {
        buf_add_string(out, style->yellow);
        text_show(out, buf_view(&line));
        buf_add_string(out, style->off);
    }
    buf_free(&line);
}

static void draw(struct progress *p, const struct progress_state *s)
{
    struct buf line = {0};
    unsigned columns = terminal_is(p->out) ? terminal_columns(p->out) - 1 : 200;
    progress_line(&line, s, columns, terminal_style(p->out));
    if (terminal_is(p->out))
        fprintf(p->out, "\r%s\033[K", buf_string(&line));
    else
        fprintf(p->out, "garner: %s\n", buf_string(&line));
    fflush(p->out);
    p->drawn = terminal_is(p->out);
    buf_free(&line);
}

void progress_show(struct progress *p, const struct progress_state *s)
{
    uint64_t now = clock_mono_ms();
    bool live = terminal_is(p->out);
    if (p->next_ms == 0) p->next_ms = now + (live ? DRAW_MS : TELL_MS);
    if (p->quiet || now < p->next_ms) return;
    p->next_ms = now + (live ? DRAW_MS : TELL_MS);
    draw(p, s);
}

void progress_wipe(struct progress *p)
{
    if (p->drawn) fputs("\r\033[K", p->out);
    fflush(p->out);
    p->drawn = false;
}
