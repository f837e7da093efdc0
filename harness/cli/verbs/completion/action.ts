import type { Command } from 'commander'
import { ConfigurationError } from '#results'
import type { Context } from '../../context.ts'
import { helpHint, refuse, strayWords } from '../../usage.ts'
import { type Shell, shells } from './command.ts'
import { candidates } from './candidates.ts'
import { scripts } from './scripts.ts'

export async function completionAction(
	shell: Shell | undefined,
	words: readonly string[] | undefined,
	command: Command,
	{ stdout }: Context,
): Promise<void> {
	refuse(command, strayWords(command))
	if (words !== undefined) {
		const found = await candidates(
			words.map((word) => word.replace(/^=/, '')),
			command.parent ?? command,
		)
		stdout.write(found.map((one) => `${one}\n`).join(''))
		return
	}
	if (shell === undefined)
		throw new ConfigurationError(`say which shell: ${shells.join(', ')}`, { hint: helpHint('completion') })
	stdout.write(scripts[shell])
}
