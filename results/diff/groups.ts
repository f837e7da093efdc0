/** What has the same key stands together, in the order of the first of each. */
export function groups<T>(items: readonly T[], key: (item: T) => string): T[][] {
	const found = new Map<string, T[]>()
	for (const item of items) {
		const group = found.get(key(item))
		if (group) group.push(item)
		else found.set(key(item), [item])
	}
	return [...found.values()]
}
