import { pastTimings } from '#harness/past-timings'
import type { RunOptions } from '#harness/run'
import { type Context, isLive, wantsColor } from '../context.ts'
import { dotView, lineView, quietView, verboseView } from './brief.ts'
import { noteLine } from './one-line.ts'
import { plainView, type RunView, type Screen, terminalView } from './live.ts'

/** How a run is shown while it runs. */
export const progressReporters = ['list', 'line', 'dot'] as const
/** The last two are flags of their own. */
export type ProgressReporter = (typeof progressReporters)[number] | 'quiet' | 'verbose'

/** What shows a run on a screen; `list` is a live block on a terminal, and lines elsewhere. */
export async function openView(
	screen: Screen,
	{
		runsDir,
		progress = 'list',
	}: { readonly runsDir: string; readonly progress?: ProgressReporter | undefined },
	{ env, now }: Context,
): Promise<RunView> {
	const options = { color: wantsColor(screen, env), expected: await pastTimings(runsDir), now }
	if (progress === 'dot') return dotView(screen, options)
	if (progress === 'quiet') return quietView(screen, options)
	if (progress === 'verbose') return verboseView(screen, options)
	if (progress === 'line') return lineView(screen, options)
	return isLive(screen, env) ? terminalView(screen, options) : plainView(screen, options)
}

/** What a run tells a view. */
export const told = (view: RunView) =>
	({
		onEvent: view.onEvent,
		onResumed: view.onResumed,
		onNote: (message: string) => view.notice(noteLine(message)),
	}) satisfies Partial<RunOptions>
