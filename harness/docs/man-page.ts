import type { EventEmitter } from 'node:events'
import type { Command, Option } from 'commander'
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

const optionLines = ({ flags, description }: Option): string[] => [
	'.TP',
	`.B ${roff(flags)}`,
	roff(description),
]

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
					`Of the options of several verbs: ${others.map(({ long, flags }) => long ?? flags).join(', ')}.`,
				)),
		...(helpAfter(command) === '' ? [] : verbatim(helpAfter(command))),
	]
	return [...own, ...command.commands.flatMap((verb) => verbLines(verb, words, shared))]
}

/** docs/rootless-matrix.1, for `man`. */
export function manPage(): string {
	const program = wholeProgram()
	const shared = sharedOptions(program.commands)
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
		'.SH MORE',
		...verbatim(helpAfter(program)),
		'',
	].join('\n')
}
