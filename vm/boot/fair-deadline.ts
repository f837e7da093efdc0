/** However busy the host is, nobody waits longer than so many deadlines. */
const MAX_FACTOR = 10

/**
 * A deadline that a busy host does not shorten: what a process had to wait for a processor is given back to it.
 * `starved` tells how much that is so far, in milliseconds; it may not reject. `onOver` is called once, unless the
 * deadline is disposed of before.
 */
export function fairDeadline(
	deadline: number,
	starved: () => Promise<number>,
	onOver: (elapsed: number) => void,
): Disposable {
	const started = performance.now()
	let over = false
	let timer = setTimeout(() => void look(), deadline)
	const look = async () => {
		const elapsed = performance.now() - started
		const left = deadline + Math.min(await starved(), deadline * (MAX_FACTOR - 1)) - elapsed
		if (over) return
		if (left > 0) {
			timer = setTimeout(() => void look(), Math.max(left, 10))
			return
		}
		over = true
		onOver(elapsed)
	}
	return {
		[Symbol.dispose]() {
			over = true
			clearTimeout(timer)
		},
	}
}
