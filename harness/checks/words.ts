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
		text: /\bkept (VM|snapshot)s?\b|[kK]eptSnapshot|\bNotKept\b|[cC]ache\.look\(/,
		name: /^lookAt$/,
	},
	{ say: 'restore handshake', text: /\bgoes on from\b/, name: /[gG]oesOn|[gG]oingOn|^becomes$/ },
	{ say: 'events, messages', name: /^heard|Heard|^news$|News/ },
	{
		say: 'quarantine',
		text: /\b(keeps?|kept|keeping|sets?|setting|puts?|putting|moves?|moved|moving) aside\b/,
		name: /^giveUp$|^keepAside$/,
	},
	{ say: 'cache, content store', text: /\b[sS]hel(f|ves|ved)\b|\bshelf[A-Z]|[a-z]Shel(f|ves|ved)\b/ },
	{ say: 'fixtures, shared fixtures', text: /\b[sS]ingly|[a-z]Singly/, name: /^standing|Standing/ },
	{ say: 'serial', name: /^(alone|later)$/, except: /\.test\.ts$/ },
	{ say: 'max, min', text: /\bMOST_[A-Z]|\bfewest\b/, name: /^most$|^most[A-Z]/ },
	{ say: 'grace period', text: /\b[sS]ettling\b/ },
	{ say: 'CheckContext, or what it is', name: /World/ },
	{ say: 'raw, label, written', text: /\b[sS]pelt\b|[a-z]Spelt|\bspelt[A-Z]/ },
	{ say: 'selection', name: /^(is)?[cC]hosen$|^choosePlan$/ },
	{
		say: 'impaired',
		text: /\b[wW]ounded|[a-z]Wounded|\bhurt\b/,
		// A container of a run of before is named so.
		except: /^results\/expectations\/expectations\.test\.ts$/,
	},
	{ say: 'concurrency, others', name: /^besides$/ },
	{ say: 'not available, found', text: /\bbe had\b/ },
	{ say: 'security gap', text: /\b[oO]pen doors?\b|\bOPEN DOOR/, name: /[oO]penDoor/ },
	{ say: '隔离失效', text: /敞开的门/ },
	{
		say: 'nothing: a reader does not have that file',
		text: /(?<!docs\/reference\/)\b(checks|design|facts|house)\.md\b/,
		except: /^(docs|.*\.md$)/,
	},
]

/** A line with an old word. */
export interface Finding {
	readonly path: string
	readonly line: number
	readonly text: string
	readonly say: string
}

/** The old words that the text of a file has. Lines count from 1. */
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
		.filter(({ name: old }) => old !== undefined && new RegExp(old, 'm').test(names))
		.flatMap(({ say, name: old }) =>
			namesIn(text, (name) => old?.test(name) === true).map(({ index }) => ({ say, index })),
		)
	return [...inText, ...inNames].map(({ say, index }) => ({
		path,
		line: index + 1,
		text: lines[index]?.trim() ?? '',
		say,
	}))
}

/** {@link oldWordsIn} over all sources and documents under a directory. */
export async function findOldWords(root: string): Promise<Finding[]> {
	const paths = (await Promise.all(places.map((place) => filesUnder(root, place)))).flat()
	const found = await Promise.all(
		paths
			// This list, and its test, are the places where they have to be written.
			.filter((path) => !path.startsWith('harness/checks/words'))
			.map(async (path) => oldWordsIn(path, await readFile(join(root, path), 'utf8'))),
	)
	return found.flat()
}

/** Sources, documents, settings, and the guest's programs, which have no ending. */
const isRead = (name: string): boolean => !name.includes('.') || /\.(ts|js|md|sh|ya?ml|1)$/.test(name)

async function filesUnder(root: string, place: string): Promise<readonly string[]> {
	if (/\.(md|yml)$/.test(place)) return [place]
	const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true })
	return entries
		.filter((entry) => entry.isFile() && isRead(entry.name))
		.map(({ parentPath, name }) => relative(root, join(parentPath, name)))
}
