import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { findOldWords, oldWords, oldWordsIn } from './words.ts'

it('nothing says again what has been given a plain word', async () => {
	const found = await findOldWords(join(import.meta.dirname, '../..'))
	expect(found.map(({ path, line, text, say }) => `${path}:${line}: say ${say}: ${text}`)).toEqual([])
})

/** Lines with an old word, by what is said instead. */
const inText: Readonly<Record<string, readonly string[]>> = {
	'snapshot, find, verify': [
		'// The kept snapshot of a cell.',
		"say('the kept VM ended')",
		'cache.look(key)',
		'const KEPT_SNAPSHOT = 1',
	],
	'restore handshake': ['// The VM goes on from its snapshot.'],
	quarantine: [
		'// It is set aside.',
		"log('damaged: kept aside')",
		'// moved aside',
		'// It was put quietly aside.',
	],
	'cache, content store': [
		'const shelf = 1',
		'// It was shelved.',
		'onShelf()',
		'// two shelves',
		'const SHELF_BYTES = 1',
		'// Shelving takes long.',
	],
	'fixtures, shared fixtures': ["{ name: 'singly' }", 'const singlyServed = 1', 'startSingly()'],
	'max, min': ['const MOST_BYTES = 2', 'const FEWEST = 2', '// the fewest cells', 'const fewest = 1'],
	'grace period': ['// Settling takes a second.'],
	'raw, label, written': ['const spelt = 1', '// As it is spelt in the file.', 'asSpelt()', 'SPELT_AS'],
	impaired: ['const wounded = 1', '// a wounded network', 'isWounded()', "create('hurt')"],
	'not available, found': ['// It cannot be had.', '// Where it may be had.', "'is not to be had'"],
	'security gap': ['// an open door', "print('OPEN DOOR')", '// open doors', '// an opened door'],
	隔离失效: ["gap: '敞开的门'"],
	'nothing: a reader does not have that file': ['// See house.md.'],
}

/** Lines with an old name. */
const inNames: Readonly<Record<string, readonly string[]>> = {
	'snapshot, find, verify': ['const found = lookAt(one)'],
	'restore handshake': ['const goesOn = 1', 'type GoingOn = 1', 'const becomes = 1'],
	'events, messages': [
		'const heard = []',
		'let lastHeard = 0',
		'const news = 1',
		'const isNews = true',
		'x.#news',
	],
	quarantine: ['await giveUp(one)', 'await rejectEntry(one)', 'const rejectedEntries = []'],
	'fixtures, shared fixtures': ['const standing = 1', 'standingContainers()', 'type StandingCommand = 1'],
	serial: ['const alone = 1', 'one.alone', 'const { later } = one', 'interface A { later: 1 }'],
	'max, min': ['const most = 1', 'const mostBytes = 1'],
	'CheckContext, or what it is': ['interface World {}', 'enterWorld()', 'type RuleWorld = 1'],
	selection: [
		'const chosen = 1',
		'planOnly(plan, isChosen)',
		'`${chosen.plan}`',
		'choosePlan()',
		'type Chosen = 1',
	],
	'concurrency, others': ['const besides = 1', 'run({ besides: 2 })'],
	'security gap': ['const openDoors = 1', 'const OPEN_DOORS = 1', 'openedDoor()'],
}

const samples = [inText, inNames].flatMap((table) =>
	Object.entries(table).flatMap(([say, lines]) => lines.map((line) => [line, say] as const)),
)

test.each(samples)('%s: say %s', (line, say) => {
	for (const folder of ['harness/run', 'images/apt', 'results/fold', 'suites/dns', 'vm/qemu'])
		expect(oldWordsIn(`${folder}/a.ts`, `// one\n${line}\n`)).toEqual([
			{ path: `${folder}/a.ts`, line: 2, text: line, say },
		])
})

test.each([
	['harness/run/shelf.ts', 'cache, content store'],
	['images/shelves/index.ts', 'cache, content store'],
	['vm/kept-snapshot.ts', 'snapshot, find, verify'],
	['images/artifacts/reject-entry.test.ts', 'quarantine'],
	['suites/open-door.json', 'security gap'],
	['results/openDoor.css', 'security gap'],
])('a file named %s: say %s', (path, say) => {
	expect(oldWordsIn(path, '')).toEqual([{ path, line: 0, text: path, say }])
})

test('each word of the list is planted', () => {
	const says = (kind: 'text' | 'name') => oldWords.filter((one) => one[kind]).map(({ say }) => say)
	expect(Object.keys(inText)).toEqual(says('text'))
	expect(Object.keys(inNames)).toEqual(says('name'))
})

test.each(['a.yaml', 'a.yml', 'a.sh', 'a', 'a.js'])('a sentence in %s is read as well', (name) => {
	expect(oldWordsIn(`harness/matrix/presets/${name}`, '# as it is spelt\n')).toHaveLength(1)
})

test.each([
	'// Which it is was chosen by root; nothing else is needed besides.',
	"say('It is left alone, asked later, and no news when it is back.')",
	'`chosen: ${count}; most are heard of`',
	'const shellWords = /alone|later/',
	'const { keptVms, chosenPorts, isLater } = others',
	'// A misspelt name is increasingly seen, and a promise rejected.',
	"severity: 'open-door'",
])('plain English is none: %s', (line) => {
	expect(oldWordsIn('vm/a.ts', line)).toEqual([])
})

test('what reads runs of before may have it', () => {
	const words = [{ say: 'impaired', text: /\bhurt\b/, except: /^results\/old\// }]
	expect(oldWordsIn('results/old/a.ts', 'hurt', words)).toEqual([])
	expect(oldWordsIn('results/older/a.ts', 'hurt', words)).toHaveLength(1)
})
