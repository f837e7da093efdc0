import { ConfigurationError } from './harness-error.ts'

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

/**
 * What apt, mke2fs and the program that runs a VM cannot be told in any quoting: control characters everywhere, quotes and backslashes in
 * apt's configuration. Blanks, commas and globs are fine.
 */
// oxlint-disable-next-line no-control-regex
const unusable = /[\u0000-\u001f\u007f"\\]/

/**
 * @param path absolute: what comes before a relative one counts as well
 * @param name of what it is the path, at the beginning of a sentence
 * @throws ConfigurationError for a path that some tool could not be given.
 */
export function assertUsablePath(name: string, path: string): void {
	if (!unusable.test(path)) return
	throw new ConfigurationError(
		`${name} has a quote, a backslash or a control character in it: ${JSON.stringify(path)}.`,
		{ hint: 'apt cannot be told such a path. Name another directory.' },
	)
}

interface Caller {
	/** Has SUDO_UID, where sudo was called. */
	readonly env?: NodeJS.ProcessEnv | undefined
	/** The effective user; default: this process's. */
	readonly user?: number | undefined
}

/** Whose files may choose what runs as the caller: the caller's, root's and, for root, those of whoever called sudo. */
export function trustedUsers({ env = process.env, user = process.geteuid?.() ?? 0 }: Caller = {}): number[] {
	if (user !== 0) return [user, 0]
	const { SUDO_UID = '' } = env
	return /^\d+$/.test(SUDO_UID) && SUDO_UID !== '0' ? [0, Number(SUDO_UID)] : [0]
}
