/** Makes it at first use and keeps it: under emulation a container costs seconds. A failure is kept as well. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined
	return () => (made ??= make())
}
