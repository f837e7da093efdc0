import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A word of the past, and what is said instead. */
export interface OldWord {
	readonly old: RegExp
	readonly say: string
	/** The folders that are free of it; one that has been cleaned is added here. */
	readonly gone: readonly string[]
}

const outside = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs']
const ours = [
	...['harness/checks', 'harness/cli', 'harness/docs', 'harness/matrix', 'harness/past-timings'],
	'images',
]

const code = ['harness', 'images', 'results', 'suites', 'vm']
const everywhere = [...outside, ...code]

/** docs/reference/glossary.md has the words that are said. */
const oldWords: readonly OldWord[] = [
	{
		old: /\bkept VMs?\b|\bgoes on from\b|\bGoingOn\b|\bgoesOn\b/,
		say: 'snapshot, restore',
		gone: everywhere,
	},
	{ old: /\b[kK]eptSnapshot|\bNotKept\b|[cC]ache\.look\(/, say: 'snapshot, find, verify', gone: code },
	{
		old: /\bkept aside\b|\bgiveUp\b|\bkeep(s|ing)? aside\b/,
		say: 'quarantine',
		gone: everywhere,
	},
	{ old: /\bMOST_[A-Z]|\bmost[A-Z]|\bfewest\b/, say: 'max, min', gone: everywhere },
	{ old: /\bspelt\b/, say: 'raw, label, written', gone: [...outside, ...ours, 'results', 'suites', 'vm'] },
	{
		old: /\b(cannot|could not|could|can) be had\b/,
		say: 'not available',
		gone: ['README.md', ...code],
	},
	{ old: /\bopen door\b|\bOPEN DOOR\b/, say: 'security gap', gone: everywhere },
	{ old: /\bChosen\b|\bchoosePlan\b/, say: 'selection', gone: code },
	{
		old: /\bshelf\b/i,
		say: 'content store',
		gone: everywhere,
	},
	{
		old: /(?<!docs\/reference\/)\b(checks|design|facts|house)\.md\b/,
		say: 'nothing: a reader does not have that file',
		gone: code,
	},
	{ old: /\b[Ss]ettling\b/, say: 'grace period', gone: code },
	{ old: /\b[Ww]ounded|\bhurt\b|[a-z]Wounded/, say: 'impaired', gone: ['suites'] },
	{ old: /\bWorld\b|\benterWorld\b/, say: 'CheckContext', gone: ['suites'] },
	{ old: /\bstanding[A-Z]/, say: 'running, shared', gone: ['suites'] },
]

/** A line with an old word. */
export interface Finding {
	readonly path: string
	readonly line: number
	readonly text: string
	readonly say: string
}

/** The old words that a text has at a path where they are gone. Lines count from 1. */
export function oldWordsIn(path: string, text: string, words: readonly OldWord[] = oldWords): Finding[] {
	const here = words.filter(({ gone }) =>
		gone.some((place) => path === place || path.startsWith(`${place}/`)),
	)
	return text
		.split('\n')
		.flatMap((content, index) =>
			here
				.filter(({ old }) => old.test(content))
				.map(({ say }) => ({ path, line: index + 1, text: content.trim(), say })),
		)
}

/** {@link oldWordsIn} over all sources and documents under a directory. */
export async function findOldWords(root: string): Promise<Finding[]> {
	const places = [...new Set(oldWords.flatMap(({ gone }) => gone))]
	const folders = places.filter((place) => !places.some((other) => place.startsWith(`${other}/`)))
	const paths = (await Promise.all(folders.map((place) => filesUnder(root, place)))).flat()
	const found = await Promise.all(
		paths
			// This list, and its test, are the places where they have to be written.
			.filter((path) => !path.startsWith('harness/checks/words'))
			.map(async (path) => oldWordsIn(path, await readFile(join(root, path), 'utf8'))),
	)
	return found.flat()
}

async function filesUnder(root: string, place: string): Promise<readonly string[]> {
	if (place.endsWith('.md')) return [place]
	const names = await readdir(join(root, place), { recursive: true })
	return names.filter((name) => /\.(ts|js|md|sh)$/.test(name)).map((name) => `${place}/${name}`)
}
