import { readFile } from 'node:fs/promises'
import { foldEvents, type Results, salvageEvents } from '#results'

/** What a run without faults came to: each cell's verdict, and each of its checks'. */
export type Truth = ReadonlyMap<
	string,
	{ readonly verdict: string; readonly checks: ReadonlyMap<string, string> }
>

export function truthOf({ cells }: Results): Truth {
	return new Map(
		cells.map(({ slug, verdict, checks }) => [
			slug,
			{ verdict, checks: new Map(checks.map((check) => [check.id, check.verdict])) },
		]),
	)
}

/** What the event log of a run says; undefined when it does not even begin. */
export async function readRun(dir: string): Promise<Results | undefined> {
	const path = `${dir}/events.ndjson`
	const text = await readFile(path, 'utf8').catch(() => '')
	if (!text.includes('"run.started"') || !text.includes('\n')) return undefined
	return foldEvents(salvageEvents(text, path).events)
}

/**
 * What is wrong with a run that a fault struck, in sentences: a verdict must be the true one, an honest error, or missing.
 * `absent`: whether the fault can be something that is not available.
 */
export function wrongVerdicts(
	results: Results,
	truth: Truth,
	{ absent }: { readonly absent: boolean },
): string[] {
	const wrong: string[] = []
	for (const { slug, verdict, checks, reason } of results.cells) {
		const known = truth.get(slug)
		if (!known) {
			wrong.push(`${slug} is no cell of the plan`)
			continue
		}
		if (verdict !== known.verdict && verdict !== 'error' && !(absent && verdict === 'unavailable'))
			wrong.push(`${slug} is ${verdict} instead of ${known.verdict}: ${reason ?? ''}`)
		for (const check of checks)
			if (check.verdict !== known.checks.get(check.id) && check.verdict !== 'error')
				wrong.push(
					`${slug} ${check.id} is ${check.verdict} instead of ${known.checks.get(check.id) ?? 'missing'}`,
				)
		if (verdict !== 'error' && verdict !== 'unavailable' && checks.length < known.checks.size)
			wrong.push(`${slug} is ${verdict} with ${checks.length} of ${known.checks.size} checks`)
	}
	return wrong
}

/** In what a run differs from the true one, in sentences. */
export function differences({ run, cells }: Results, truth: Truth): string[] {
	const found = truthOf({ cells } as Results)
	const differing = run.state === 'completed' ? [] : [`the run is ${run.state}`]
	for (const [slug, { verdict, checks }] of truth) {
		const cell = found.get(slug)
		if (cell?.verdict !== verdict)
			differing.push(`${slug} is ${cell?.verdict ?? 'missing'} instead of ${verdict}`)
		for (const [id, one] of checks)
			if (cell?.checks.get(id) !== one)
				differing.push(`${slug} ${id} is ${cell?.checks.get(id) ?? 'missing'} instead of ${one}`)
	}
	return differing
}
