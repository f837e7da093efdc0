const banner = /Linux version (\d+\.\d+\S{0,80}) \([^\0\n]{1,300}/

/** What a kernel says of itself in /proc/version. */
export interface Banner {
	/** What `uname -r` prints. */
	readonly release: string
	readonly text: string
}

/** Finds the banner in an uncompressed kernel. */
export function findBanner(image: Buffer): Banner | undefined {
	for (let at = image.indexOf('Linux version '); at !== -1; at = image.indexOf('Linux version ', at + 1)) {
		// The name of the kernel's own format string is followed by %s; only the real one matches.
		const found = banner.exec(image.toString('latin1', at, at + 512))
		if (found?.index === 0) return { release: found[1]!, text: found[0] }
	}
	return undefined
}
