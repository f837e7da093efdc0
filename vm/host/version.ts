/** Whether `version` is `minimum` or newer (`2.10` is newer than `2.9`): its first dotted numbers; what is around them is ignored. */
export function isAtLeast(version: string, minimum: string): boolean {
	const [have = [], want = []] = [version, minimum].map((text) =>
		(/\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number),
	)
	for (const [index, number] of want.entries()) {
		const other = have[index] ?? 0
		if (other !== number) return other > number
	}
	return true
}
