import type { Command } from 'commander'
import { cancel, readState, stateLines } from '#harness/farm'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { strayWords } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'
import { openRun } from './places.ts'
import type { PlaceFlags } from './place-flags.ts'
import { watch } from './watch.ts'

type RunAction = (
	run: string,
	flags: PlaceFlags,
	command: Command,
	context: Context,
	finish: Finish,
) => Promise<void>

/** What is done to a run that was submitted. */
export const runActions: Readonly<Record<'status' | 'watch' | 'cancel', RunAction>> = {
	async status(run, flags, command, context) {
		await using opened = await openRun(run, flags, command, context, [...strayWords(command)])
		const state = await readState(opened)
		const lines = stateLines(state, await opened.queue.workers())
		context.stdout.write(
			`${lines.map((line) => line.replace(/^( *)(.*)$/s, (_, indent: string, rest: string) => indent + oneLine(rest))).join('\n')}\n`,
		)
	},
	async watch(run, flags, command, context, finish) {
		await using opened = await openRun(run, flags, command, context, [...strayWords(command)])
		await watch(opened, context, finish)
	},
	async cancel(run, flags, command, context) {
		await using opened = await openRun(run, flags, command, context, [...strayWords(command)])
		const isNew = await cancel(opened)
		context.stderr.write(
			isNew ? `Cancelled: ${run}. What has ended stays.\n` : `${run} was cancelled before.\n`,
		)
	},
}
