import type { VersionSpan } from './requirement.ts'

/** Whether `version` is `minimum` or newer; dotted numbers, what is behind them is ignored. */
export function isAtLeast(version: string, minimum: string): boolean {
	const [have, want] = [version, minimum].map((text) =>
		(/^\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number),
	)
	for (const [index, number] of want!.entries()) {
		const other = have![index] ?? 0
		if (other !== number) return other > number
	}
	return true
}

/** Whether a version is in a span; one that is not known is in every span. */
export function isIn(span: VersionSpan | undefined, version: string | undefined): boolean {
	if (span === undefined || version === undefined) return true
	if (span.since !== undefined && !isAtLeast(version, span.since)) return false
	return span.before === undefined || !isAtLeast(version, span.before)
}
