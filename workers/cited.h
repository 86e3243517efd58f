/* cited.h: documents that a text names: 《…》, 国发〔2020〕3号, 《…法》第十二条第三款. */
#ifndef WORKERS_CITED_H
#define WORKERS_CITED_H

#include "workers/scan.h"

/* At 《: the title up to its 》, which may hold others and may be broken over lines, with the
 * number in brackets or the provision of the law that follows it. Where the article has said that
 * 《意见》 is short for a longer title, the longer one is its title. False (and nothing moved) if
 * it does not close in time. */
bool cited_read_title(struct scan *s);

/* At 〔, [ or (: the number of a document, with the letters of its issuer before it. */
bool cited_read_number(struct scan *s);

#endif
