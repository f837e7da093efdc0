import { z } from 'zod'
import { runIdForm } from './names.ts'

/** What a worker is told: names of what is in the store, and nothing that is executed or used as a path. */
export const payloadForm = z.strictObject({
	run: runIdForm,
	/** Of the plan's manifest: another plan under the same name is not the one that was submitted. */
	plan: z.string().regex(/^sha256:[0-9a-f]{64}$/),
	group: z.string().regex(/^g\d{5,9}$/),
	/** Where a group was split: the one cell of it. */
	cell: z
		.string()
		.regex(/^[0-9a-f]{12}$/)
		.optional(),
})
export type Payload = z.infer<typeof payloadForm>

export const jobIdOf = ({ run, group, cell }: Pick<Payload, 'run' | 'group' | 'cell'>): string =>
	cell === undefined ? `${run}.${group}` : `${run}.${group}.${cell}`

export const workerNameForm = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)

/** What a worker tells of a job. Whoever can write to the queue can write anything there. */
export const progressForm = z
	.strictObject({
		/** Who took it, oldest first. */
		workers: z.array(workerNameForm).max(20),
		cell: payloadForm.shape.cell,
	})
	.catch({ workers: [] })
export type JobProgress = z.infer<typeof progressForm>

/** What a cell needs of a machine, and a machine offers: `x86_64`, `aarch64-kvm`. One queue each. */
export const classForm = z.string().regex(/^(x86_64|aarch64)(-kvm|-tcg)?$/)
