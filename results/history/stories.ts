import type { CompareWords } from '../report/index.ts'
import type { History, Track } from './fold-history.ts'

/** A check in all configurations in which it went the same way: a strip is of each of them, and of no mixture. */
export interface Story extends Omit<Track, 'cell' | 'slug'> {
	/** The slugs of the configurations. */
	readonly cells: readonly string[]
}

const rank = ({ redSince, flips }: Story): number => (redSince !== undefined ? 0 : flips > 0 ? 1 : 2)
const rate = ({ flips, chances }: Story): number => flips / (chances || 1)

/** Since when it fails, and where newer runs say nothing, until when; empty where it does not. */
export function redWords(
	{ redSince, redUntil }: Story,
	{ history }: CompareWords,
	quote: (text: string) => string,
): string {
	if (redSince === undefined) return ''
	return redUntil === undefined
		? history.redSince(quote(redSince))
		: history.redFrom(quote(redSince), quote(redUntil))
}

/** What is red or flips first. */
export function storiesOf({ tracks }: History): Story[] {
	const stories = new Map<string, Story & { cells: string[] }>()
	for (const { cell: _, slug, ...track } of tracks) {
		const { check, inNewest, shown, gaps, redSince, redUntil, flips, chances, gap } = track
		const key = JSON.stringify([check, inNewest, shown, gaps, redSince, redUntil, flips, chances, gap?.title])
		const story = stories.get(key)
		if (story) story.cells.push(slug)
		else stories.set(key, { ...track, cells: [slug] })
	}
	return [...stories.values()].sort(
		(a, b) =>
			rank(a) - rank(b) ||
			a.check.localeCompare(b.check) ||
			rate(b) - rate(a) ||
			b.cells.length - a.cells.length,
	)
}

/** Whether there is something to say of it: it is red, or has flipped. */
export const isTelling = (story: Story): boolean => rank(story) < 2
