import type { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command, Option } from 'commander'
import { lockPathFor } from '#images/pins'
import { configFileNames, matrixFileName } from '../cli/find-up.ts'
import { wholeProgram } from './cli-reference.ts'

/** As roff reads it: nothing that starts a request, no escape, and dashes that can be copied. */
const roff = (text: string): string =>
	text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replace(/^([.'])/gm, '\\&$1')
		.replace(
			/[^ -~\n\t]/gu,
			(one) => `\\[u${one.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
		)

const paragraph = (text: string): string[] => ['.PP', roff(text)]
const verbatim = (text: string): string[] => ['.PP', '.nf', '.RS 4', roff(text), '.RE', '.fi']

const entry = (name: string, text: string): string[] => ['.TP', `.B ${roff(name)}`, roff(text)]

const optionLines = ({ flags, description }: Option): string[] => entry(flags, description)

/** What `addHelpText` put behind a command's help: only commander's own event tells. */
function helpAfter(command: Command): string {
	let text = ''
	const events: EventEmitter = command as unknown as EventEmitter
	events.emit('afterHelp', { error: false, command, write: (part: string) => void (text += part) })
	return text.trim()
}

/** An option that so many verbs take is described once. */
const SEVERAL = 3

const visibleOptions = ({ options }: Command): Option[] => options.filter(({ hidden }) => !hidden)
const textOf = (option: Option): string => optionLines(option).join('\n')

/** The options that several verbs take in the same words, by these. */
function sharedOptions(verbs: readonly Command[]): ReadonlyMap<string, Option> {
	const counts = new Map<string, { option: Option; verbs: number }>()
	const count = (verb: Command): void => {
		for (const option of visibleOptions(verb)) {
			const text = textOf(option)
			counts.set(text, { option, verbs: (counts.get(text)?.verbs ?? 0) + 1 })
		}
		verb.commands.forEach(count)
	}
	verbs.forEach(count)
	return new Map(
		[...counts].flatMap(([text, { option, verbs }]) => (verbs < SEVERAL ? [] : [[text, option] as const])),
	)
}

function verbLines(command: Command, path: readonly string[], shared: ReadonlyMap<string, Option>): string[] {
	const words = [...path, command.name()]
	const visible = visibleOptions(command)
	const others = visible.filter((option) => shared.has(textOf(option)))
	const own = [
		`.SS ${roff(words.join(' '))} ${roff(command.usage())}`,
		...paragraph(command.description()),
		...visible.filter((option) => !others.includes(option)).flatMap(optionLines),
		...(others.length === 0
			? []
			: paragraph(
					`Also, as under OPTIONS OF SEVERAL VERBS: ${others.map(({ long, flags }) => long ?? flags).join(', ')}.`,
				)),
		...(helpAfter(command) === '' ? [] : verbatim(helpAfter(command))),
	]
	return [...own, ...command.commands.flatMap((verb) => verbLines(verb, words, shared))]
}

/** A paragraph of the whole's help by its heading: what stands in its first column, and what is said of it. */
function paragraphOf(help: string, heading: string): [string, string][] {
	const text = help.split('\n\n').find((one) => one.startsWith(`${heading}:\n`))
	if (text === undefined) throw new Error(`The help has no paragraph "${heading}:".`)
	const entries: [string, string][] = []
	for (const line of text.split('\n').slice(1)) {
		const [, name = '', what = ''] = /^ {2}(\S.*?) {2,}(.*)$/.exec(line) ?? []
		const last = entries.at(-1)
		if (name !== '') entries.push([name, what])
		else if (last) last[1] += ` ${line.trim()}`
	}
	return entries
}

/** Of docs/reference/environment.md, without what only tests read. */
function variables(): [string, string][] {
	const page = readFileSync(new URL('../../docs/reference/environment.md', import.meta.url), 'utf8')
	const rows = [...page.matchAll(/^\| (`.*?) +\| (.*?) +\|$/gm)]
	const plain = (text = '') => text.replaceAll(/\[(.*?)\]\(.*?\)/g, '$1').replaceAll('`', '')
	return rows
		.map(([, name, what]): [string, string] => [plain(name), plain(what)])
		.filter(([name]) => !name.includes('_TEST_'))
}

const files: readonly (readonly [string, string])[] = [
	[matrixFileName, 'the matrix, where no flag names one: here, or in the nearest directory above'],
	[
		basename(lockPathFor(matrixFileName)),
		'beside the matrix: what its artifacts were when they were first fetched',
	],
	[
		configFileNames.join(', '),
		'checks, rules and providers of your own: here, or in the nearest directory above',
	],
	['runs/<run>/', 'what a run recorded: report/index.html, summary.md, results.json, events.ndjson, cells/'],
	[
		'~/.cache/rootless-matrix/',
		'downloads, built images and snapshots, several GiB; see ROOTLESS_MATRIX_CACHE',
	],
]

/** Manual pages of what is under test, and of what runs it. */
const seeAlso = ['docker(1)', 'dockerd(8)', 'pasta(1)', 'qemu(1)', 'slirp4netns(1)']

/** docs/rootless-matrix.1, for `man`. */
export function manPage(): string {
	const program = wholeProgram()
	const shared = sharedOptions(program.commands)
	const help = helpAfter(program)
	const [tagline = '', ...about] = program.description().split('\n\n')
	return [
		'.\\" Made by `npm run docs`.',
		'.TH ROOTLESS\\-MATRIX 1',
		'.SH NAME',
		`rootless\\-matrix \\- ${roff(tagline)}`,
		'.SH SYNOPSIS',
		`.B rootless\\-matrix`,
		roff(program.usage()),
		'.SH DESCRIPTION',
		...about.flatMap(paragraph),
		'.SH OPTIONS',
		...program.options.flatMap(optionLines),
		'.SH VERBS',
		...program.commands.flatMap((verb) => verbLines(verb, [], shared)),
		'.SH OPTIONS OF SEVERAL VERBS',
		...[...shared.values()].flatMap(optionLines),
		'.SH EXIT STATUS',
		...paragraphOf(help, 'Exit codes').flatMap(([code, what]) => entry(code, what)),
		'.SH ENVIRONMENT',
		...variables().flatMap(([name, what]) => entry(name, what)),
		'.SH FILES',
		...files.flatMap(([path, what]) => entry(path, what)),
		'.SH EXAMPLES',
		...paragraphOf(help, 'Start here').flatMap(([command, what]) => entry(command, what)),
		'.SH SEE ALSO',
		...seeAlso.map((page, at) => `.BR ${page.replace('(', ' (')}${at < seeAlso.length - 1 ? ',' : ''}`),
		'',
	].join('\n')
}
