/** Compares dotted numbers (`2.10` is newer than `2.9`); anything behind the numbers is ignored. */
export function isAtLeast(version: string, minimum: string): boolean {
	const [have, want] = [version, minimum].map((text) => (text.match(/\d+/g) ?? []).map(Number))
	for (const [index, number] of (want ?? []).entries()) {
		const other = have?.[index] ?? 0
		if (other !== number) return other > number
	}
	return true
}
