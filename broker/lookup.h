/* lookup.h: from a 16-byte key that is as good as random to the number of a document.
 *
 * Random keys put into a B-tree one by one cost a page each. So a lookup has two parts. Young entries
 * live in a table in memory; when it is full it is frozen, and a new one begins. A sweep merges the
 * frozen one, in order of keys and a few pages at a time, into chunks in the store: sorted runs of
 * entries that fill a page, each under its first entry. The store's mark says up to which document
 * everything is in the chunks; what is above it is read again from the documents when the store opens.
 *
 * A lookup only proposes: whoever finds a number compares with the document, for keys may collide.
 */
#ifndef BROKER_LOOKUP_H
#define BROKER_LOOKUP_H
#endif
