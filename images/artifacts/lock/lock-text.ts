import { parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { ConfigurationError } from '#results'
import type { Pinned } from './lock.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
const pinnedFile = z.strictObject({ url: z.string(), size: z.int().nonnegative(), sha256 })
const pinnedPackage = z.strictObject({ name: z.string(), version: z.string(), suite: z.string(), sha256 })
const pinned = z.union([
	pinnedFile,
	z.strictObject({ packages: z.array(pinnedPackage).min(1, 'at least one package') }),
])
const lockText = z.strictObject({
	lockVersion: z.literal(1, '1, the only version there is'),
	artifacts: z.record(z.string(), pinned),
})

const heading = `# What each artifact of the matrix beside this file is. rootless-matrix writes an entry when it first uses an
# artifact and refuses anything else from then on. Keep it under version control. To accept a new file, remove
# its entry; --frozen accepts none.
`

/** Sorted, so that two histories merge and a difference shows. */
export function renderLock(artifacts: ReadonlyMap<string, Pinned>): string {
	const sorted = [...artifacts].sort(([a], [b]) => (a < b ? -1 : 1))
	return heading + stringify({ lockVersion: 1, artifacts: Object.fromEntries(sorted) }, { lineWidth: 0 })
}

/** @throws ConfigurationError naming the file, the place and what should be there. */
export function readLockText(text: string, path: string): Map<string, Pinned> {
	const document = parseDocument(text)
	const [broken] = document.errors
	const hint = 'Restore it from version control, or remove the broken entry to have it written anew.'
	if (broken)
		throw new ConfigurationError(`${path}: ${broken.message.split('\n')[0]}`, { hint, cause: broken })
	const found = lockText.safeParse(document.toJS())
	if (found.success) return new Map(Object.entries(found.data.artifacts))
	const issue = found.error.issues[0]
	const place = issue?.path.join(' › ') || 'the whole'
	throw new ConfigurationError(`${path}: ${place}: ${deepest(issue)}.`, { hint, cause: found.error })
}

/** Of a union's issues, those of the alternative that was meant: the one whose keys are there. */
function deepest(issue: z.core.$ZodIssue | undefined): string {
	if (issue?.code !== 'invalid_union') return issue?.message ?? 'is not a lock file'
	const meant = issue.errors.find((alternative) =>
		alternative.every((one) => one.code !== 'unrecognized_keys'),
	)
	const first = meant?.[0]
	return first
		? `${first.path.join(' › ')}: ${first.message}`
		: 'a file (url, size, sha256) or a list of packages'
}
