import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hostArchitecture } from '#results/architecture'
import { HostError } from '#results'
import { runProgram } from '#vm/host'

const diagnosisForm = z.looseObject({
	ready: z.boolean(),
	rows: z.array(
		z.looseObject({
			id: z.string(),
			state: z.string(),
			version: z.string().optional(),
			note: z.string().optional(),
			fatal: z.boolean(),
		}),
	),
})

/**
 * Asks `doctor` whether this machine can run cells. @returns the classes of cells that it can take.
 * @throws HostError where it cannot.
 */
export async function askDoctor(
	{ command, flags, dir }: { command: readonly string[]; flags: readonly string[]; dir: string },
	signal: AbortSignal,
): Promise<string[]> {
	const file = join(dir, 'doctor.json')
	await writeFile(file, '')
	const end = await runProgram([...command, 'doctor', '--json', ...flags], {
		signal,
		deadline: 900_000,
		stdoutFile: file,
	})
	const unfit = (why: string) =>
		new HostError(`this machine cannot run cells: ${why}`, {
			hint: 'See `rootless-matrix doctor`, mend it with --fix, and start the worker again.',
		})
	const read = diagnosisForm.safeParse(parsed(await readFile(file, 'utf8')))
	if (!read.success)
		throw unfit(`its doctor gave no answer${'output' in end ? `: ${end.output.trim().slice(-500)}` : ''}`)
	const { ready, rows } = read.data
	if (!ready)
		throw unfit(
			rows
				.filter(({ state, fatal }) => state === 'missing' && fatal)
				.map(({ id, note }) => (note === undefined ? id : `${id} (${note})`))
				.join(', '),
		)
	const kvm = rows.some(({ id, version }) => id === 'accelerator' && version?.toUpperCase() === 'KVM')
	return [hostArchitecture(), `${hostArchitecture()}-${kvm ? 'kvm' : 'tcg'}`]
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch {
		return undefined
	}
}
