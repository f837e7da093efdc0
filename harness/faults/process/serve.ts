import { EventEmitter } from 'node:events'
import { runCli } from '../../cli/cli.ts'
import { fakeServices } from './services.ts'
import type { FakeSetup } from './setup.ts'

/** One command line, and where it is to run. */
export interface Command {
	readonly argv: readonly string[]
	readonly env: Readonly<Record<string, string>>
	readonly setup: FakeSetup
}

export interface CommandEnd {
	readonly code: number
	readonly output: string
}

/** Runs the command lines that the parent sends, one after the other: a process for each would be mostly its start. */
export function serve(): void {
	process.once('disconnect', () => process.exit(0))
	process.on('message', (command: Command) => {
		void runOne(command).then((end) => process.send?.(end))
	})
}

async function runOne({ argv, env, setup }: Command): Promise<CommandEnd> {
	Object.assign(process.env, env)
	let output = ''
	const screen = {
		columns: 200,
		rows: 24,
		isTTY: false,
		write: (text: string) => {
			output += text
			return true
		},
	}
	const code = await runCli({
		argv,
		env: { ...process.env },
		stdout: screen,
		stderr: screen,
		signals: new EventEmitter(),
		exit: () => undefined,
		now: Date.now,
		version: '0.1.0',
		services: fakeServices(setup),
	})
	return { code, output }
}
