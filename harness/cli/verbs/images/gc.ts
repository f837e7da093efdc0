import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { bytes } from '../../view/bytes.ts'
import { oneLine } from '../../view/one-line.ts'
import type { Selection } from '../../flags/matrix-selection.ts'
import { type MatrixFlags, withMatrixFlags } from '../../flags/matrix-flags.ts'
import { type ArchFlag, withArchFlag } from '../../flags/shared-flags.ts'

interface GcFlags extends MatrixFlags, ArchFlag {
	readonly unusedFor: string
	readonly delete?: true
	readonly json?: true
}

const DAY_MS = 24 * 60 * 60_000

const more = `
Examples:
  $ rootless-matrix images gc
      what has not been used for 14 days
  $ rootless-matrix images gc --unused-for 0 --matrix nightly.yaml --delete
      all that this matrix does not need

With --unused-for 0, let no run be under way.`

/** Shows what would go unless told to delete: gigabytes may be hours of downloads to somebody else. */
export function gcVerb(context: Context): Command {
	const { env, services, stdout, now, interrupts } = context
	return withArchFlag(withMatrixFlags(new Command('gc')))
		.summary('what has not been used for a while and no named matrix needs; --delete removes it')
		.description(
			'Lists what was not used lately, and with --delete removes it. What the matrix that is named with --preset or ' +
				'--matrix needs stays in any case.',
		)
		.option('--unused-for <days>', 'what was used in the last so many days stays', '14')
		.option('--delete', 'remove it; without this it is only listed')
		.option('--json', 'print it as JSON')
		.addHelpText('after', more)
		.action(async (flags: GcFlags, command: Command) => {
			const { selectPlan } = await import('../../flags/matrix-selection.ts')
			const { collectGarbage } = await import('#images')
			const { counted, itemJson, itemTable, totalOf } = await import('./table.ts')
			const problems = [...strayWords(command)]
			if (!/^\d{1,5}$/.test(flags.unusedFor))
				problems.push(`--unused-for takes a number of days, not '${flags.unusedFor}'`)
			const isNamed = flags.preset !== undefined || flags.matrix !== undefined
			const selection = isNamed ? await selectPlan(flags, problems, { signal: interrupts.signal }) : undefined
			refuse(command, problems)
			const root = await services.cacheDirectory(env)
			// Before the plan is looked up: that marks what it needs as used.
			const usedBefore = new Date(now() - Number(flags.unusedFor) * DAY_MS)
			const keep = selection ? await neededBy(selection, context) : new Set<string>()
			const dryRun = flags.delete !== true
			const items = await collectGarbage(root, { usedBefore, keep, dryRun, signal: interrupts.signal })
			const size = totalOf(items)
			if (flags.json) {
				const found = { root, deleted: !dryRun, bytes: size, items: items.map(itemJson) }
				stdout.write(`${JSON.stringify(found, null, '\t')}\n`)
				return
			}
			if (items.length > 0) stdout.write(`${itemTable(items, stdout)}\n`)
			const what = `${counted(items.length, 'item')}, ${bytes(size)}`
			if (!dryRun) stdout.write(`Removed ${what} from ${root}\n`)
			else if (items.length === 0) stdout.write(`Nothing to remove from ${root}\n`)
			else stdout.write(`${what} could go from ${root}; --delete removes them\n`)
		})
}

/** What a plan finds in the cache, as an offline run would; what it lacks cannot be kept. */
async function neededBy(
	{ plan, baseDir, lockPath }: Selection,
	{ services, interrupts, env, stderr }: Context,
): Promise<ReadonlySet<string>> {
	const lock = existsSync(lockPath) ? { lockPath, frozen: true } : {}
	const { cells, used } = await services.fetchPlan({
		plan,
		artifacts: { offline: true, baseDir, ...lock },
		signal: interrupts.signal,
		env,
		onNote: (message) => void stderr.write(`· ${oneLine(message)}\n`),
	})
	for (const cell of cells)
		if (cell.state !== 'ready')
			stderr.write(`${cell.slug} lacks something in the cache: ${oneLine(cell.reason)}\n`)
	return used
}
