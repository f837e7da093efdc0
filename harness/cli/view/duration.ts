/** Milliseconds as a person says them: `4.2 s`, `38 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(ms: number): string {
	const exact = Math.max(0, ms) / 1000
	if (exact < 9.95) return `${exact.toFixed(1)} s`
	const seconds = Math.round(exact)
	if (seconds < 60) return `${seconds} s`
	const minutes = Math.floor(seconds / 60)
	if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`
	return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

/** Milliseconds as a clock that does not change its width every second: `0:04`, `12:31`, `1:02:09`. */
export function clock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000))
	const minutes = Math.floor(seconds / 60)
	return minutes < 60
		? `${minutes}:${two(seconds % 60)}`
		: `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

const two = (number: number) => String(number).padStart(2, '0')
