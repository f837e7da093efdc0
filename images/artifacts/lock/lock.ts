/** A file by its sum; the address is where it was first found, and enforces nothing. */
export interface PinnedFile {
	readonly url: string
	/** Bytes. */
	readonly size: number
	readonly sha256: string
}

/** What Debian's suites gave for a series: on another machine and another day exactly these are asked for. */
interface PinnedPackages {
	readonly packages: readonly PinnedPackage[]
}

interface PinnedPackage {
	readonly name: string
	readonly version: string
	readonly suite: string
	readonly sha256: string
}

export type Pinned = PinnedFile | PinnedPackages

/**
 * What the artifacts of a matrix are, once and for all: recorded at first use, enforced from then on. A key
 * says what was asked for: `docker-27.5.1.tgz x86_64`, `debian docker 26.1 amd64`.
 */
export interface Lock {
	/** How messages call it. */
	readonly name: string
	pinned(key: string): Pinned | undefined
	/**
	 * Records an artifact that is not pinned yet.
	 * @throws ArtifactFault `not-in-lock` when nothing new is accepted, `wrong-sum` when another process
	 * has pinned something else meanwhile.
	 */
	pin(key: string, entry: Pinned): Promise<void>
	/** Fails before anything is fetched that `pin` would refuse. @throws ArtifactFault `not-in-lock`. */
	assertOpenFor(key: string): void
}

/** A lock that lasts as long as the process: for tests, and for those who have no matrix file. */
export function memoryLock(entries: Readonly<Record<string, Pinned>> = {}): Lock {
	const known = new Map(Object.entries(entries))
	return {
		name: 'this run',
		pinned: (key) => known.get(key),
		pin: async (key, entry) => void known.set(key, entry),
		assertOpenFor: () => {},
	}
}

/** Whether two entries mean the same bytes. */
export function samePin(a: Pinned, b: Pinned): boolean {
	if ('packages' in a || 'packages' in b) return sumsOf(a).join() === sumsOf(b).join()
	return a.sha256 === b.sha256
}

export function sumsOf(entry: Pinned): string[] {
	return 'packages' in entry ? entry.packages.map((item) => item.sha256) : [entry.sha256]
}
