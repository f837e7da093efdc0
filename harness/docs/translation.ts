import { posix } from 'node:path'

/** A Markdown page; its path is from the root. */
export interface Page {
	readonly path: string
	readonly text: string
}

type Kind = 'code' | 'an empty line' | `a heading of level ${number}` | 'a table row' | 'a list item' | 'text'

interface Line {
	readonly kind: Kind
	readonly text: string
}

/**
 * What a translation has otherwise than the page it translates, a sentence each; none where they agree.
 *
 * A translation is held line for line: so much is said of a line's words that can be said without knowing the language,
 * which is its kind, its code and its links, and of a line in a code block all of it.
 * @param translations the path of each page that is translated, and of its translation. There a link has to lead.
 */
export function translationTrouble(
	original: Page,
	translation: Page,
	translations: ReadonlyMap<string, string>,
): readonly string[] {
	const [before, after] = [linesOf(original.text), linesOf(translation.text)]
	const compare = (one: readonly Line[], other: readonly Line[]): string[] => [
		...codeTrouble(one, other),
		...setTrouble(inlineCode(one), inlineCode(other)),
		...setTrouble(
			linksOf(one, original, translation, translations),
			linksOf(other, translation, original, translations),
		),
	]
	const turn = firstOfOtherKind(before, after)
	// Past a line that is missing, no line has its counterpart: the pages are compared as wholes.
	if (turn !== undefined) return [turn, ...compare(before, after)]
	return before.flatMap((line, index) =>
		compare([line], after.slice(index, index + 1)).map((what) => `line ${index + 1} ${what}`),
	)
}

function linesOf(text: string): Line[] {
	let inCode = false
	return text
		.trimEnd()
		.split('\n')
		.map((line) => {
			const fence = line.startsWith('```')
			const kind = inCode || fence ? 'code' : kindOf(line)
			if (fence) inCode = !inCode
			return { kind, text: line }
		})
}

function kindOf(line: string): Kind {
	if (line.trim() === '') return 'an empty line'
	const [, level] = /^(#+) /.exec(line) ?? []
	if (level !== undefined) return `a heading of level ${level.length}`
	if (line.startsWith('|')) return 'a table row'
	return /^\s*(?:-|\d+\.) /.test(line) ? 'a list item' : 'text'
}

function firstOfOtherKind(before: readonly Line[], after: readonly Line[]): string | undefined {
	const index = Array.from({ length: Math.max(before.length, after.length) }).findIndex(
		(_, at) => before[at]?.kind !== after[at]?.kind,
	)
	if (index === -1) return undefined
	const [expected, found] = [before[index], after[index]]
	return `line ${index + 1} is ${found?.kind ?? 'not there'}, and in the original ${
		expected === undefined ? 'not there' : [expected.kind, expected.text].filter(Boolean).join(': ')
	}`
}

const codeOf = (lines: readonly Line[]) => lines.filter(({ kind }) => kind === 'code').map(({ text }) => text)

function codeTrouble(before: readonly Line[], after: readonly Line[]): string[] {
	const [expected, found] = [codeOf(before), codeOf(after)]
	const index = expected.findIndex((line, at) => line !== found[at])
	if (index !== -1) return [`has other code than the original: ${expected[index]}`]
	return found.length > expected.length ? [`has code beyond the original's: ${found[expected.length]}`] : []
}

function setTrouble(expected: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
	return [
		...[...expected].filter((one) => !found.has(one)).map((one) => `lacks ${one}`),
		...[...found].filter((one) => !expected.has(one)).map((one) => `has ${one}, and the original has not`),
	]
}

const prose = (lines: readonly Line[]) =>
	lines
		.filter(({ kind }) => kind !== 'code')
		.map(({ text }) => text)
		.join('\n')

const inlineCode = (lines: readonly Line[]): ReadonlySet<string> => new Set(prose(lines).match(/`[^`\n]+`/g))

/**
 * Where a page's lines lead, but for itself in either language; what is translated is named without the
 * heading, which is translated too.
 */
function linksOf(
	lines: readonly Line[],
	page: Page,
	counterpart: Page,
	translations: ReadonlyMap<string, string>,
): ReadonlySet<string> {
	const translated = new Set(translations.values())
	// Of a translation they are taken as they are: a link to an original that is translated is trouble.
	const inTranslation = (path: string) =>
		translated.has(page.path) ? path : (translations.get(path) ?? path)
	const links = [
		...prose(lines)
			.replace(/`[^`\n]*`/g, '')
			.matchAll(/\]\(([^)\s]+)\)/g),
	].map(([, link = '']) => {
		if (/^[a-z]+:/.test(link)) return link
		const [file = '', anchor] = link.split('#')
		const target = inTranslation(file === '' ? page.path : posix.join(posix.dirname(page.path), file))
		return anchor === undefined || translated.has(target) ? target : `${target}#${anchor}`
	})
	const elsewhere = links.filter((target) => target !== page.path && target !== counterpart.path)
	return new Set(elsewhere.map((target) => `a link to ${target}`))
}
