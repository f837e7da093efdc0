import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
/** The report's page is left out: it has the texts of a record and cannot import what reads them. */
const isProduct = (path: string): boolean =>
	/\.[jt]s$/.test(path) &&
	!/\.test\.ts$|\/(testing|vm-tests|fixtures)\/|^results\/report\/html\/client\/|\/fake-/.test(path)

/** The product's files in these folders with such a text, in order. */
async function filesWith(folders: readonly string[], isIn: (text: string) => boolean): Promise<string[]> {
	const found: string[] = []
	for (const folder of folders)
		for (const path of await readdir(join(root, folder), { recursive: true })) {
			if (!isProduct(`${folder}/${path}`)) continue
			if (isIn(await readFile(join(root, folder, path), 'utf8'))) found.push(`${folder}/${path}`)
		}
	return found.sort()
}

const parsers = [
	/\b(readAxis|readAxes|axisValue|readCell|parse(Kernel|Docker|RootlessKit|Network|Guest|Daemon)Value)\b/,
	/\bparse(Cmdline|Modules|Choice)\b/,
	// What a provider or a network driver has for it.
	/(\b(kernel|docker|rootlesskit|network|[dD]river|provider)|\])(\?\.|\.)parse\(|\b(providers|networkDrivers)\b[^;]{0,300}\.parse\(/,
]
const parsing = (text: string): boolean => parsers.some((pattern) => pattern.test(text))

it('axis values are parsed while a matrix file or flags are read, and nowhere after', async () => {
	const folders = ['harness', 'images', 'suites', 'vm', 'results']
	expect(await filesWith(folders, parsing)).toEqual([
		// Measures cells that it names itself.
		'harness/bench/choices.ts',
		// Which values lie between two that a person names.
		'harness/bisect/versions.ts',
		// The flags that describe a configuration are a file of one cell.
		'harness/cli/verbs/explain/explain-cell.ts',
		// What is answered becomes a file.
		'harness/cli/verbs/init/action.ts',
		// A word may be a value, a file or a run.
		'harness/cli/verbs/repro/subject.ts',
		// A cell of a recorded run.
		'harness/cli/verbs/shell/find-cell.ts',
		'harness/matrix/axes.ts',
		'harness/matrix/cell.ts',
		'harness/matrix/choice.ts',
		'harness/matrix/cmdline.ts',
		'harness/matrix/daemon-name.ts',
		'harness/matrix/file/schema.ts',
		'harness/matrix/index.ts',
		'harness/matrix/modules.ts',
		'harness/matrix/plan/constraints.ts',
		'harness/matrix/plan/guest-limits.ts',
		'harness/matrix/plan/plan-matrix.ts',
		// A farm's plan, as it was stored.
		'harness/matrix/plan/plan-record.ts',
		// The cell that another process hands over.
		'harness/shell/keeper-main.ts',
		// What the mirrors name is held to what a matrix file may say.
		'harness/watch-upstream/new-values.ts',
		'images/providers/index.ts',
		'images/providers/parse.ts',
	])
})

it.each([
	"const asked = providers.find((one) => one.prefix === 'debian')?.kernel?.parse('6.12')",
	'const asked = providers\n\t.find((one) => one.prefix === prefix)\n\t?.[axis]?.parse(rest)',
	"const asked = networkDrivers.find(({ name }) => name === 'pasta')!.parse(version)",
	'const asked = provider.kernel?.parse(rest)',
	'const asked = driver.parse(version)',
	'const guest = parseGuestValue(text)',
	'const words = parseCmdline(text)',
	'const states = parseModules(text)',
	'const daemon = parseDaemonValue(text)',
	'const driver = parseChoice(portDriver.options, text)',
	"import { parseChoice as choice } from './choice.ts'",
])('this parses the value of an axis: %s', (text) => {
	expect(parsing(text)).toBe(true)
	expect(parsing('const found = cell.parse(JSON.parse(text))')).toBe(false)
})

const cuts = [
	...['startsWith', 'endsWith', 'includes', 'indexOf', 'lastIndexOf', 'search', 'match', 'matchAll'],
	...['at', 'charAt', 'charCodeAt', 'codePointAt', 'slice', 'split', 'substr', 'substring'],
	...['replace', 'replaceAll', 'trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase'],
].join('|')
const names = 'debian|upstream|built|local|pasta|slirp4netns'
const takingApart = [
	// What reads the texts of a record.
	/import (type )?\{[^}]*\b(askedVersion|leftOutOf|networkDriver|networkVersion|reportedVersion|stackVersion)\b[^}]*\} from '#results/,
	// A provider's prefix or a driver's name, in a regular expression or as what a text begins with.
	new RegExp(
		String.raw`(\b(${cuts})\(\s*['"\x60]|\/)\^?(\(\?:|\()?([a-z]+\|)*(${names})(\|[a-z]+)*\)?([:@]|['"\x60])`,
	),
	// The text of an axis itself.
	new RegExp(
		String.raw`(\braw|\baxes\??\.(kernel|docker|rootlesskit|network|guest|cmdline|modules))((\?\.)?\[\d|\??\.(${cuts})\()`,
	),
	/\b(exec|test)\(\s*(([\w.?]+\.)?raw\b|([\w.]+\.)?axes\.\w+)/,
	// Its text by another name, or its letters one by one.
	/\{[^{}]*\braw:\s*\w+[^{}]*\}\s*=[^=>]|(\bof\s+|\[\.\.\.)([\w.?]+\.)?raw\b/,
]
const takesApart = (text: string): boolean => takingApart.some((pattern) => pattern.test(text))

// `results` is left out: it reads records, which have texts and nothing else.
it('the text of an axis is taken apart nowhere else: whoever has a cell asks its values, or what it was handed', async () => {
	expect(await filesWith(['harness', 'images', 'suites', 'vm'], takesApart)).toEqual(
		[
			// The versions that a person names become values.
			'harness/bisect/versions.ts',
			// Its cells may be a rule's alternatives, which are made of texts as a record is.
			'harness/explain/configuration.ts',
			// What is answered becomes a file.
			'harness/cli/verbs/init/matrix-text.ts',
			// Words between blanks: known issues read them in the same way (`cmdlineWord`), of records too.
			'suites/conditions/host-ipv6.ts',
		].sort(),
	)
})

it.each([
	"import { askedVersion } from '#results/model'",
	"import {\n\taskedVersion,\n\tinRange,\n} from '#results'",
	"import { stackParts, stackVersion } from '#results/model'",
	'const asked = /^debian:(.+)$/.exec(axis)?.[1]',
	"const isDebians = docker.startsWith('debian:')",
	'const isPath = (text: string) => /^(file|local):/.test(text)',
	"const kernel = axes.kernel.raw.replace('x', '')",
	'const version = /\\d.*$/.exec(axes.rootlesskit.raw)?.[0]',
	"const [driver] = axes.network.split('@')",
	"const isPasta = network.startsWith('pasta')",
	"const { raw } = network\nconst [d, v] = raw.split('@')",
	"const isDebians = docker.raw.charAt(0) === 'd'",
	"const isDebians = docker.raw[0] === 'd'",
	'const isOfThem = raw.startsWith(prefix)',
	'const isOfThem = pattern.test(raw)',
	"const { raw: text } = network\nconst [d, v] = text.split('@')",
	'const [first] = [...docker.raw]',
	'for (const letter of docker.raw) letters.push(letter)',
])('such a line is found: %s', (line) => {
	expect(takesApart(line)).toBe(true)
})

it.each([
	"import { inRange, stackParts } from '#results'",
	"import { networkDrivers } from '#images/providers'",
	"const examples = [{ value: 'debian:26.1' }]",
	'const value = `debian:${version}`',
	"if (value?.provider !== 'debian') return undefined",
	"const isLocal = mirror.startsWith('file:')",
	"import { debian } from './origin/debian.ts'",
	'const { raw, value } = axis\nlog(`The kernel ${raw}.`)',
	"const disk = { path: base.path, format: 'raw' }",
	'const found = { raw: text, value }',
])('such a line is not: %s', (line) => {
	expect(takesApart(line)).toBe(false)
})
