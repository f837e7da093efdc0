import type { KnownIssue } from '../schema/index.ts'

/** A known issue that is a security gap. */
export const openGap: KnownIssue = {
	id: 'a-gap',
	title: 'Something is reachable',
	severity: 'open-door',
	because: 'made up',
	see: 'https://example.org/',
}
