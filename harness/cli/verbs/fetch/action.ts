import type { Command } from 'commander'
import type { Fetched, FetchedCell } from '#harness/run'
import type { Store } from '#harness/store'
import { isLive, type Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { artifactSources, checkArtifactFlags } from '../../flags/artifact-sources.ts'
import { checkCacheStores, openCacheStore, pullOrigin } from '../../flags/cache-stores.ts'
import type { FetchFlags } from './command.ts'
import { selectPlan, type Selection } from '../../flags/matrix-selection.ts'
import { readCount } from '../../flags/read-count.ts'
import { transferView } from '../../view/transfers.ts'
import { oneLine } from '../../view/one-line.ts'

export async function fetchAction(
	flags: FetchFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const jobs = readCount('--jobs', flags.jobs, { from: 1, problems })
	checkArtifactFlags(flags, problems)
	checkCacheStores(flags, problems)
	const selection = await selectPlan(flags, problems, {
		signal: context.interrupts.signal,
		env: context.env,
	})
	refuse(command, problems)
	if (selection) finish(await fetchAll(selection, jobs, flags, context))
}

async function fetchAll(
	selection: Selection,
	jobs: number | undefined,
	flags: FetchFlags,
	context: Context,
): Promise<number> {
	const { services, interrupts, env, now } = context
	const screen = flags.json ? context.stderr : context.stdout
	// Before the hour that it may take to fetch what is to go there.
	const store =
		flags.pushCache === undefined ? undefined : await openCacheStore(flags.pushCache, flags, context)
	const root = await services.cacheDirectory(env)
	const fetched = await showing()
	screen.write(summary(fetched, root))
	if (flags.json) context.stdout.write(`${JSON.stringify({ cells: fetched.cells }, null, '\t')}\n`)
	if (store) screen.write(await push(store, fetched))
	return exitCode(fetched)

	async function showing() {
		using view = transferView(screen, { now, live: isLive(screen, env) })
		interrupts.tell(view.onNote)
		return services.fetchPlan({
			plan: selection.plan,
			artifacts: {
				...artifactSources(selection, flags),
				origin: await pullOrigin(flags, context, view.onNote),
			},
			jobs,
			signal: interrupts.signal,
			env,
			onNote: view.onNote,
			onProgress: view.onProgress,
		})
	}

	async function push(to: Store, { used }: Fetched): Promise<string> {
		const { pushCache } = await import('#harness/shared-cache')
		using view = transferView(screen, { now, live: isLive(screen, env) })
		const { signal } = interrupts
		const { stored, of } = await pushCache({ store: to, root, used, signal, say: view.onNote })
		return `Stored in ${to.place}: ${of} ${of === 1 ? 'file' : 'files'} of the cache, ${stored} of them new.\n`
	}
}

function exitCode({ cells }: Fetched): number {
	if (cells.some(({ state }) => state === 'error')) return 3
	return cells.some(({ state }) => state === 'unavailable') ? 1 : 0
}

type Missing = Exclude<FetchedCell, { state: 'ready' }>

function summary({ cells }: Fetched, cache: string): string {
	const missing = cells.filter((cell): cell is Missing => cell.state !== 'ready')
	const groups = new Map<string, Missing[]>()
	for (const cell of missing) {
		const key = `${cell.state}: ${cell.reason}`
		groups.set(key, [...(groups.get(key) ?? []), cell])
	}
	const ready = cells.length - missing.length
	return [
		'',
		`${ready} of ${cells.length} ${cells.length === 1 ? 'cell has' : 'cells have'} all that they need in ${cache}.`,
		...[...groups].flatMap(([what, group]) => [
			'',
			oneLine(what),
			...(group[0]?.hint ? [`  ${oneLine(group[0].hint)}`] : []),
			...group.map(({ slug }) => `  - ${slug}`),
		]),
		'',
	].join('\n')
}
