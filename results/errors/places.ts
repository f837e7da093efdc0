/** A directory of this machine, and what a reader elsewhere is shown of its path. */
export interface Place {
	/** Absolute. */
	readonly path: string
	readonly shown: string
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A text without the paths that only mean something on this machine: for what is recorded and sent on. */
export function withoutPlaces(text: string, places: readonly Place[]): string {
	// The innermost first: a run lies in a project, which lies in somebody's home.
	const inner = places.filter(({ path }) => path.length > 1).sort((a, b) => b.path.length - a.path.length)
	return inner.reduce(
		(told, { path, shown }) =>
			// Not in the middle of a longer path, nor of a longer name.
			told.replace(new RegExp(`(?<![\\w./~>-])${literal(path)}(?![\\w-]|\\.\\w)`, 'g'), () => shown),
		text,
	)
}
