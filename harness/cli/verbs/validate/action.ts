import type { Command } from 'commander'
import { relative } from 'node:path'
import { loadMatrix, MatrixFileError, planMatrix, type Plan } from '#harness/matrix'
import { lockPathFor, openLockFile } from '#images/pins'
import { ConfigurationError } from '#results'
import type { Context } from '../../context.ts'
import { keysOf } from '../../flags/plan-estimate.ts'
import { findUp, matrixFileName } from '../../find-up.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ValidateFlags } from './command.ts'

/** What `validate --json` says of one mistake; of one of a whole file, without a place. */
interface Problem {
	readonly file: string
	readonly line?: number
	readonly column?: number
	readonly path?: string
	readonly message: string
	/** What was meant, most likely. */
	readonly suggestion?: string | undefined
	/** What to do about it, in a sentence. */
	readonly hint?: string | undefined
}

export async function validateAction(
	named: string | undefined,
	{ json }: ValidateFlags,
	command: Command,
	{ context, finish }: { readonly context: Context; readonly finish: Finish },
): Promise<void> {
	const problems = [...strayWords(command)]
	const found = named ?? findUp([matrixFileName], process.cwd())
	if (found === undefined)
		problems.push(`there is no ${matrixFileName} here, nor above: name a matrix file, or write one with init`)
	refuse(command, problems)
	const file = named ?? (relative(process.cwd(), found ?? '') || matrixFileName)
	const wrong: Problem[] = []
	const texts: string[] = []
	const note = (path: string, error: unknown) => {
		if (!(error instanceof ConfigurationError)) throw error
		if (error instanceof MatrixFileError) {
			texts.push(error.message)
			for (const { line, column, path: key, message, suggestion } of error.problems)
				wrong.push({ file: path, line, column, path: key, message, suggestion })
			return
		}
		const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
		const message = `${error.message}${cause}`
		texts.push([message, error.hint ?? ''].join('\n').trim())
		wrong.push({ file: path, message, hint: error.hint })
	}
	let plan: Plan | undefined
	try {
		plan = planMatrix(await loadMatrix({ file }, { signal: context.interrupts.signal }))
	} catch (error) {
		note(file, error)
	}
	const lock = lockPathFor(file)
	const pins = await openLockFile(lock).catch((error: unknown) => note(relative(process.cwd(), lock), error))
	const isPinned = plan && pins ? keysOf(plan.cells).every((key) => pins.pinned(key) !== undefined) : false
	const { stdout, stderr } = context
	if (json)
		stdout.write(
			`${JSON.stringify({ file, valid: wrong.length === 0, cells: plan?.cells.length, problems: wrong }, null, '\t')}\n`,
		)
	else if (wrong.length > 0) stderr.write(`rootless-matrix: ${texts.join('\n')}\n`)
	else
		stdout.write(
			`${file} is right: ${plan?.cells.length} ${plan?.cells.length === 1 ? 'cell' : 'cells'}.\n` +
				// A version that nobody has published is as right as any to read.
				(isPinned
					? ''
					: 'Not looked up: whether its versions are available. `rootless-matrix fetch` tells.\n'),
		)
	if (wrong.length > 0) finish(2)
}
