/* describe.h: what a page says of itself, as metadata: title, author, date, source, url, form.
 *
 * Chinese pages say it in a line under the title (2021-03-05 09:30 来源：东溪日报 作者：王小明),
 * which is nearest to the text and believed first; then meta elements (Open Graph, Dublin Core and
 * the names that publishers use), JSON-LD, <time>, and last what stands in an element called
 * author, date or source.
 */
#ifndef WORKERS_HTML_DESCRIBE_H
#define WORKERS_HTML_DESCRIBE_H

#include "workers/html/choose.h"
#include "workers/html/linked_data.h"

/* Adds to d's metadata; sets d's date if it is empty and the page has one. */
void describe(struct outline *o, const struct title *t, enum html_form form,
              const struct linked_data *ld, struct document *d);

#endif
