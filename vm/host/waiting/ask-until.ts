/**
 * Asks until an answer will do or the time is over, and at least once; what was answered last. There is no pause: it is for
 * questions that take a while, as a program's start in the guest does. Where that is slow, the answer that is under way is
 * waited for, since it may be the one.
 * @param within milliseconds from the call on; `now` is read in milliseconds as well.
 * @throws what `ask` does, at once.
 */
export async function askUntil<T>(
	ask: () => Promise<T>,
	willDo: (answer: T) => boolean,
	within: number,
	{ now = () => performance.now() } = {},
): Promise<T> {
	const until = now() + within
	for (;;) {
		const answer = await ask()
		if (willDo(answer) || now() >= until) return answer
	}
}
