import { isMap, isNode, isScalar, LineCounter, parseDocument, stringify, type Document } from 'yaml'
import { z } from 'zod'
import { ConfigurationError } from '#results'
import { isPackageName, isPackageVersion, isSuiteName } from '../apt/debian-names.ts'
import type { Pinned } from './lock.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
/** Where a file was first found: shown and recorded, never opened. */
const url = z.string().regex(/^(?:https?:\/\/|file:)[\x21-\x7e]+$/, 'an http or https address, or file:NAME')
const pinnedFile = z
	.strictObject({
		url: url.describe('Where it was first found. Nobody opens it again.'),
		size: z.int().nonnegative().describe('In bytes.'),
		sha256: sha256.describe('Of the file. Another file of this name is refused.'),
	})
	.describe('One file.')
const pinnedPackage = z.strictObject({
	name: z
		.string()
		.refine(isPackageName, 'a name of a Debian package, such as docker.io')
		.describe('Of the Debian package.'),
	version: z
		.string()
		.refine(isPackageVersion, 'a version of a Debian package, such as 1:2.3-4')
		.describe('Of the package, in full.'),
	suite: z
		.string()
		.refine(isSuiteName, 'a suite of Debian, such as trixie-backports')
		.describe('Of Debian, that it was taken from.'),
	sha256: sha256.describe('Of the .deb.'),
})
const pinnedPackages = z.strictObject({
	packages: z.array(pinnedPackage).min(1, 'at least one package').describe('All that were installed for it.'),
})
/** What was asked for, in words: `docker-27.5.1.tgz x86_64`, `debian docker 26.1 amd64`. */
const keyWords = 'a key such as "debian docker 26.1 amd64"'
const key = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9 _.:+~-]{0,198}[A-Za-z0-9])?$/, keyWords)
export const lockText = z.strictObject({
	lockVersion: z.literal(1, '1, the only version there is').describe('Of this form of a file.'),
	artifacts: z
		.record(key, z.union([pinnedFile, pinnedPackages]))
		.describe('What each artifact is, by what was asked for: `debian docker 26.1 amd64`.'),
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

/** @throws ConfigurationError naming the file, the line and column, and what should be there. */
export function readLockText(text: string, path: string): Map<string, Pinned> {
	const lines = new LineCounter()
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
	const hint = 'Restore it from version control, or remove the broken entry to have it written anew.'
	const refuse = (offset: number, message: string, cause: unknown) => {
		const { line, col } = lines.linePos(offset)
		const place = `${path}:${Math.max(1, line)}:${Math.max(1, col)}`
		return new ConfigurationError(`${place}: ${message}.`, { hint, cause })
	}
	const [broken] = document.errors
	if (broken) throw refuse(broken.pos[0], broken.message.replace(/\.$/, ''), undefined)
	let value: unknown
	try {
		value = document.toJS()
	} catch (error) {
		throw refuse(0, error instanceof Error ? error.message : String(error), undefined)
	}
	const found = lockText.safeParse(value)
	const lost = hiddenKey(value)
	if (found.success && lost === undefined) return new Map(Object.entries(found.data.artifacts))
	const { path: where, message, isKey } = lost ?? meant(found.error?.issues[0])
	const named = where.map(String).map(shown).join(' › ') || 'the whole'
	throw refuse(offsetOf(document, where, isKey), `${named}: ${message}`, undefined)
}

/** A record passes over this key without a word, and the next writing of the file would lose what stands there. */
function hiddenKey(value: unknown): Meant | undefined {
	const artifacts = (value as { readonly artifacts?: unknown } | null)?.artifacts
	if (typeof artifacts !== 'object' || artifacts === null || !Object.hasOwn(artifacts, '__proto__')) return
	return { path: ['artifacts', '__proto__'], message: `should be ${keyWords}`, isKey: true }
}

interface Meant {
	readonly path: readonly PropertyKey[]
	readonly message: string
	/** Whether the key at `path` is wrong, not its value. */
	readonly isKey: boolean
}

/** Of a union's issues, those of the alternative that was meant: the one whose keys are there. */
function meant(issue: z.core.$ZodIssue | undefined): Meant {
	if (!issue) return { path: [], message: 'is not a lock file', isKey: false }
	const { path } = issue
	switch (issue.code) {
		case 'invalid_key':
			return { path, message: `should be ${issue.issues[0]?.message ?? 'another key'}`, isKey: true }
		case 'unrecognized_keys':
			return { path: [...path, ...issue.keys.slice(0, 1)], message: 'is no key of a lock file', isKey: true }
		case 'invalid_union': {
			const alternative = issue.errors.find((one) => one.every(({ code }) => code !== 'unrecognized_keys'))
			if (!alternative)
				return { path, message: 'should be a file (url, size, sha256) or a list of packages', isKey: false }
			const inner = meant(alternative[0])
			return { ...inner, path: [...path, ...inner.path] }
		}
		default:
			return { path, message: wanted(issue), isKey: false }
	}
}

const wanted = ({ code, message }: z.core.$ZodIssue) =>
	['custom', 'invalid_format', 'invalid_value', 'too_small'].includes(code) ? `should be ${message}` : message

/** Keys are the user's text: none may act on a terminal or fill it. */
const shown = (text: string) => {
	const plain = text.replace(/[^\x20-\x7e]/g, '?')
	return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain
}

/** Where a value or key stands; the nearest thing around it when it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[], isKey: boolean): number {
	let offset = 0
	let node: unknown = document.contents
	for (const [depth, step] of path.entries()) {
		if (isNode(node) && node.range) offset = node.range[0]
		const pair = isMap(node)
			? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
			: undefined
		if (isKey && depth === path.length - 1 && isScalar(pair?.key)) return pair.key.range?.[0] ?? offset
		node = document.getIn(path.slice(0, depth + 1), true)
	}
	return isNode(node) && node.range ? node.range[0] : offset
}
