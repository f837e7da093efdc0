import { GuestCommandError } from '#results/errors'

/** What the kernel says when a machine has run out of something, by its number's name and in words; strerror(3). */
const signs = [
	/\b(?:ENOMEM|EMFILE|ENFILE|EAGAIN|EIO|ENOSPC|EROFS|EDQUOT)\b/,
	/cannot allocate memory|out of memory|oom-kill/i,
	/too many open files/i,
	/resource temporarily unavailable/i,
	/input\/output error/i,
	/no space left on device|disk quota exceeded/i,
	/read-only file system/i,
	// As `orStarvedGuest` and `startedInTime` say it.
	/the guest took [0-9.]+ s to run `true`|this machine was too slow for it/i,
	// The suites' own image is the only one there is: who misses it was given none, or has lost it.
	/no such image/i,
	/(?:pull access denied for|failed to resolve (?:source metadata|reference)\b.*) ?\S*rootless-matrix\/probe/i,
]

/** The words by which a text tells of trouble that is the machine's and not the product's; undefined when there are none. */
export function machineTrouble(text: string): string | undefined {
	for (const sign of signs) {
		const words = sign.exec(text)?.[0]
		if (words !== undefined) return words
	}
	return undefined
}

/** @throws GuestCommandError when what a program printed tells of the machine's trouble: then it says nothing of the product. */
export function assertSoundMachine(place: string, printed: string): void {
	const words = machineTrouble(printed)
	if (words !== undefined)
		throw new GuestCommandError(`This machine is in trouble ("${words}", ${place})`, {
			output: printed.slice(-2000),
			hint: 'The guest’s memory, disk or limits are used up, so nothing is said about the product.',
		})
}
