import { isAtLeast } from '../../host/index.ts'
import type { VersionSpan } from './requirement.ts'

/** Whether a version is in a span; one that is not known is in every span. */
export function isIn(span: VersionSpan | undefined, version: string | undefined): boolean {
	if (span === undefined || version === undefined) return true
	if (span.since !== undefined && !isAtLeast(version, span.since)) return false
	return span.before === undefined || !isAtLeast(version, span.before)
}
