import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { namesIn } from './names.ts'

/** A word of the past, and what is said instead. */
export interface OldWord {
	readonly say: string
	/** What a line has, be it code, a comment or a sentence. */
	readonly text?: RegExp
	/** What a name of the code is, where the same word is plain English in a sentence. */
	readonly name?: RegExp
	/** The paths that may have it: what reads runs of before, and words that a test may use freely. */
	readonly except?: RegExp
}

const outside = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'action.yml', 'docs', '.github']
const places = [...outside, 'harness', 'images', 'results', 'suites', 'vm']

/**
 * docs/reference/glossary.md has the words that are said. No rule can tell these from plain English, or from another
 * thing of the same name, so they are left to whoever reads a change:
 *
 * - `kept`, `keep`, `look`, `aside`: the VMs of `shell --keep`; `aside` is what stands in brackets in a report.
 * - `said`, `words`: a program's output and a report's sentences; of a value of an axis, say `raw` or `label`.
 * - `choice`: one of the values of a flag, or a device that a kernel has a driver for; cells that were picked are a selection.
 * - `prepared`, `exchange`: what was made before a start, and datagrams to and fro.
 * - `lock`: the lock file, or that a mutex is held.
 * - `reject`, `gives up`: said of answers and of downloads. `most`, `least`: in sentences.
 */
export const oldWords: readonly OldWord[] = [
	{
		say: 'snapshot, find, verify',
		text: /\bkept (VM|snapshot)s?\b|kept_?snapshot|\bNotKept\b|cache\.look\(/i,
		name: /^lookAt$/,
	},
	{ say: 'restore handshake', text: /\bgoes on from\b/i, name: /goes_?on|going_?on|^becomes$/i },
	{ say: 'events, messages', name: /^heard|Heard|HEARD|^news$|News|^NEWS_|_NEWS/ },
	{
		say: 'quarantine',
		text: /\b(keeps?|kept|keeping|sets?|setting|puts?|putting|moves?|moved|moving)( \w+)? aside\b/i,
		name: /^giveUp$|^keepAside$|reject(s|ed)?_?Entr(y|ies)/i,
	},
	{ say: 'cache, content store', text: /shel(f|v)/i },
	{
		say: 'fixtures, shared fixtures',
		text: /\b[sS]ingly|[a-z]Singly|\bSINGLY|_SINGLY/,
		name: /^standing|Standing|^STANDING/,
	},
	{ say: 'serial', name: /^(alone|later)$/, except: /\.test\.ts$/ },
	{ say: 'max, min', text: /\bMOST_[A-Z]|_MOST\b|(\b|_)fewest(\b|_)/i, name: /^most$|^most[A-Z]/ },
	{ say: 'grace period', text: /(\b|_)settling(\b|_)/i },
	{ say: 'CheckContext, or what it is', name: /World|WORLD/ },
	{ say: 'raw, label, written', text: /(?<!mis)spelt/i },
	{ say: 'selection', name: /^(is)?chosen$|^choosePlan$/i },
	{
		say: 'impaired',
		text: /wounded|\bhurt\b/i,
		// A container of a run of before is named so.
		except: /^results\/expectations\/expectations\.test\.ts$/,
	},
	{ say: 'concurrency, others', name: /^besides$/ },
	{ say: 'not available, found', text: /\bbe had\b/i },
	{ say: 'security gap', text: /\bopen(ed)? doors?\b/i, name: /open(ed)?_?door/i },
	{ say: '隔离失效', text: /敞开的门/ },
	{
		say: 'nothing: a reader does not have that file',
		text: /(?<!docs\/reference\/)\b(checks|design|facts|house)\.md\b/i,
		except: /^(docs|.*\.md$)/,
	},
]

/** A line with an old word, or a path. */
export interface Finding {
	readonly path: string
	/** From 1; 0 is the path itself. */
	readonly line: number
	readonly text: string
	readonly say: string
}

/** The old words that a path has: `kept-snapshot.ts` is read as "kept snapshot" and as `keptSnapshot`. */
function oldWordsInPath(path: string, words: readonly OldWord[]): Finding[] {
	const parts = path.split('/').map((part) => part.replace(/(?<=.)\..*$/, ''))
	const sentences = parts.map((part) => part.replace(/[-_]/g, ' '))
	const names = parts.map((part) => part.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()))
	return words
		.filter(
			({ text, name }) =>
				[...sentences, ...names].some((one) => text?.test(one)) || names.some((one) => name?.test(one)),
		)
		.map(({ say }) => ({ path, line: 0, text: path, say }))
}

/** The old words that a file has, in its path and in its text. */
export function oldWordsIn(path: string, text: string, words: readonly OldWord[] = oldWords): Finding[] {
	const here = words.filter(({ except }) => except?.test(path) !== true)
	const lines = text.split('\n')
	const inText = here
		.filter(({ text: old }) => old?.test(text))
		.flatMap(({ say, text: old }) =>
			lines.flatMap((line, index) => (old?.test(line) ? [{ say, index }] : [])),
		)
	// All of them at once: only few files have such a name.
	const names = /\.[jt]s$/.test(path) ? [...new Set(text.match(/[A-Za-z_$][\w$]*/g))].join('\n') : ''
	const inNames = here
		.filter(({ name: old }) => old !== undefined && new RegExp(old, `${old.flags}m`).test(names))
		.flatMap(({ say, name: old }) =>
			namesIn(text, (name) => old?.test(name) === true).map(({ index }) => ({ say, index })),
		)
	const inLines = [...inText, ...inNames].map(({ say, index }) => ({
		path,
		line: index + 1,
		text: lines[index]?.trim() ?? '',
		say,
	}))
	return [...oldWordsInPath(path, here), ...inLines]
}

/** {@link oldWordsIn} over all sources and documents under a directory. */
export async function findOldWords(root: string): Promise<Finding[]> {
	const paths = (await Promise.all(places.map((place) => filesUnder(root, place)))).flat()
	const found = await Promise.all(
		paths
			// This list, and its test, are the places where they have to be written.
			.filter((path) => !path.startsWith('harness/checks/words'))
			.map(async (path) => oldWordsIn(path, isRead(path) ? await readFile(join(root, path), 'utf8') : '')),
	)
	return found.flat()
}

/** Sources, documents, settings, and the guest's programs, which have no ending. */
const isRead = (path: string): boolean => /(^|\/)[^./]+$|\.(ts|js|md|sh|ya?ml|1)$/.test(path)

async function filesUnder(root: string, place: string): Promise<readonly string[]> {
	if (/\.(md|yml)$/.test(place)) return [place]
	const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true })
	return entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(root, join(parentPath, name)))
}
