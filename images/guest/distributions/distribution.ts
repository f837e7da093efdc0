/** What a guest's image is built from, in Debian's terms. */
interface GuestSystem {
	readonly suite: string
	/** Without what they depend on. Their order counts for the image's key. */
	readonly packages: readonly string[]
	/** Absolute: a directory with files of its own, over those that every guest has. */
	readonly rootfs?: string
}

/** What a booted guest is asked, to know that it is what its name says. */
interface GuestProof {
	readonly argv: readonly string[]
	/** What the kernel lacks where that fails, in words that follow its release. */
	readonly lacking: string
	readonly hint: string
}

/** Debian's packages of a part that a guest's libraries are too old for: those from a version on. */
export interface GuestLimit {
	readonly part: 'docker' | 'slirp4netns' | 'pasta'
	/** The first version that Debian built for a newer release. */
	readonly from: string
	/** Which program needs which library, in words that follow "since". */
	readonly because: string
}

/**
 * A distribution that a guest can be. One folder each, and one line in `index.ts`. Loading it loads none of the machinery
 * that builds an image: `base-image.ts` does.
 */
export interface GuestDistribution {
	/** As a matrix file has it: `debian:13`. */
	readonly value: string
	/** For people: `Debian 13`. */
	readonly title: string
	/** What it is, in a sentence for the reference. */
	readonly about: string
	/**
	 * The oldest Linux that a guest of it is booted with: what its systemd's README calls the recommended baseline. Its
	 * minimum baseline is older, and upstream tries little there. Without it nobody has looked.
	 */
	readonly minLinux?: string
	/** Without it no cell with such a guest can be tried. */
	readonly system?: GuestSystem
	/** No cell has what is named here with this guest. */
	readonly limits?: readonly GuestLimit[]
	/** Without it a booted guest is what it is said to be. */
	readonly proof?: GuestProof
}
