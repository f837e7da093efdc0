import type { Command } from 'commander'
import { buildProgram } from '../cli/program.ts'
import type { Context } from '../cli/context.ts'
import type { Screen } from '../cli/view/live.ts'

const WIDTH = 100

/** Every verb's help, as a terminal of {@link WIDTH} columns shows it: docs/reference/cli.md. */
export function cliReference(): string {
	const program = wholeProgram()
	const pages = leaves(program).map(({ name, command }) =>
		[`## ${name}`, '', '```text', helpOf(command).trimEnd(), '```', ''].join('\n'),
	)
	return ['# Command line', '', 'What `--help` prints, of the whole and of each verb.', '', ...pages].join(
		'\n',
	)
}

/** The command line as it is, to be read and not to be run. */
export const wholeProgram = (): Command => buildProgram(quiet(), () => undefined)

interface Page {
	readonly name: string
	readonly command: Command
}

const leaves = (command: Command, path: readonly string[] = []): Page[] => {
	const words = [...path, command.name()]
	return [
		{ name: `\`${words.join(' ')}\``, command },
		...command.commands.flatMap((verb) => leaves(verb, words)),
	]
}

function helpOf(command: Command): string {
	let text = ''
	command.configureOutput({ writeOut: (part) => void (text += part), getOutHelpWidth: () => WIDTH })
	command.outputHelp()
	return text
}

/** Help asks for nothing but the width of the screen. */
function quiet(): Context {
	const screen: Screen = { write: () => true, columns: WIDTH }
	return { env: {}, stdout: screen, stderr: screen, version: '0.0.0' } as unknown as Context
}
