import { z } from 'zod'
import { axes, daemonSettings, plannedCell } from './axes.ts'
import { wayOutcome } from './form.ts'

/** `flaky`: it failed in one attempt, and in a later one as is known, or not. */
export const verdict = z.enum(['pass', 'fail', 'flaky', 'known', 'fixed', 'skipped', 'unavailable', 'error'])
export type Verdict = z.infer<typeof verdict>

/** What a check did, before any expectation is applied. */
export const outcome = z.enum(['pass', 'fail', 'skipped', 'error'])
export type Outcome = z.infer<typeof outcome>

/** Where one part of a stack came from. */
export const partOrigin = z.strictObject({
	part: z.string().describe('dockerd, containerd, runc, docker, rootlesskit, slirp4netns, passt, kernel …'),
	provider: z.string(),
	version: z.string().describe('The version that was asked for, resolved: `26.1.5+dfsg1-9+deb13u1`.'),
	source: z.string().describe('Package or file name.'),
	sha256: z.string(),
})
export type PartOrigin = z.infer<typeof partOrigin>

export const stack = z
	.strictObject({
		dockerd: z.string().optional(),
		containerd: z.string().optional(),
		runc: z.string().optional(),
		docker: z.string().optional(),
		buildx: z.string().optional(),
		rootlesskit: z.string().optional(),
		slirp4netns: z.string().optional(),
		passt: z.string().optional(),
		network: z
			.strictObject({ program: z.string(), version: z.string() })
			.optional()
			.describe('The network driver’s program, where it is neither slirp4netns nor passt.'),
		kernelRelease: z.string().optional(),
		origins: z.array(partOrigin).default([]).describe('Where each part came from.'),
	})
	.describe(
		'Versions as the running binaries report them. Exactly one of slirp4netns, passt and network is set.',
	)
export type Stack = z.infer<typeof stack>

/** Facts a check recorded on its way: numbers, strings, flags, or small objects of them; never prose. */
export const observations = z.record(z.string(), z.json())
export type Observations = z.infer<typeof observations>

const severity = z
	.enum(['open-door', 'broken'])
	.describe('`open-door` is a security gap: it lets something through that the configuration says is shut.')

export const knownIssue = z.strictObject({
	id: z.string(),
	title: z.string(),
	because: z.string(),
	see: z.url().describe('Where upstream documents or tracks it.'),
	severity,
	since: z
		.string()
		.optional()
		.describe('The first version that has it, and the first that has not, where known: `passt 2024_10_30`.'),
	fixed: z.string().optional(),
	seen: z
		.enum(['elsewhere', 'read'])
		.optional()
		.describe(
			'`elsewhere`: in a run with versions that this project’s own VM tests cannot get. `read`: in what upstream wrote, and in no run. Missing: measured, and held by the VM tests.',
		),
})
export type KnownIssue = z.infer<typeof knownIssue>

const after = z
	.number()
	.optional()
	.describe('Milliseconds from the start of its attempt of the cell to its own. Missing in older records.')

const checkRecord = z.strictObject({
	id: z.string().describe('`area.name`, as `rootless-matrix checks` lists it.'),
	verdict,
	ms: z.number().describe('Milliseconds of the last attempt.'),
	after,
	attempts: z.number().int().positive(),
	attempt: z
		.number()
		.int()
		.positive()
		.optional()
		.describe('The attempt of the cell that this is of, where its last attempt did not come to this check.'),
	expected: z
		.enum(['pass', 'fail'])
		.optional()
		.describe('What an expectation said this check should do here, when one did.'),
	knownIssue: knownIssue.optional(),
	message: z.string().optional().describe('Why it failed, was skipped, or broke. Guest text: untrusted.'),
	ways: z
		.array(wayOutcome)
		.optional()
		.describe(
			'The ways it asked; of a `flaky` one, those of the attempt that failed. Missing where it passed without saying, and in runs from before they were recorded.',
		),
	evidence: z
		.array(z.string())
		.optional()
		.describe('Files that show what was found, relative to the run directory.'),
	observations: observations
		.optional()
		.describe(
			'Facts that it recorded on its way: numbers, strings, flags, or small objects of them; never prose.',
		),
})
export type CheckRecord = z.infer<typeof checkRecord>

/** The snapshot that a VM was restored from. */
export const snapshotOrigin = z.strictObject({
	key: z.string().describe('Its name in the cache.'),
	takenAt: z.iso.datetime(),
})
export type SnapshotOrigin = z.infer<typeof snapshotOrigin>

/** Of an image that is built and not downloaded, so that no lock file pins it. */
export const imageOrigin = z.strictObject({
	image: z.string().describe('`base` and its guest, or `probe` and the processor that it is for.'),
	key: z
		.string()
		.describe(
			'Hash of what it was built from. The base image is built anew every 30 days, with another key.',
		),
})
export type ImageOrigin = z.infer<typeof imageOrigin>

const phaseRecord = z.strictObject({ name: z.string(), ms: z.number(), after })

/** An attempt of a cell before its last one, with all that its checks came to. */
const attemptRecord = z.strictObject({
	attempt: z
		.number()
		.int()
		.positive()
		.describe('Counts from 1; two records have the same where a check ran twice within one attempt.'),
	verdict,
	reason: z.string().optional(),
	evidence: z.array(z.string()).optional(),
	stack,
	accelerator: z.string().optional(),
	phases: z.array(phaseRecord),
	checks: z.array(checkRecord),
})
export type AttemptRecord = z.infer<typeof attemptRecord>

const cellRecord = z.strictObject({
	id: plannedCell.shape.id,
	slug: plannedCell.shape.slug,
	arch: plannedCell.shape.arch,
	axes,
	daemonSettings,
	stack,
	verdict,
	reason: z
		.string()
		.optional()
		.describe('Why the cell is `error` or `unavailable`; for `fail`, the failing checks.'),
	attempts: z
		.number()
		.int()
		.nonnegative()
		.describe('How often it was started; 0 for a cell whose turn never came.'),
	earlierAttempts: z
		.array(attemptRecord)
		.optional()
		.describe(
			'What came of the attempts before the last one, oldest first; missing where there was one attempt only.',
		),
	evidence: z
		.array(z.string())
		.optional()
		.describe('Files that show why the cell ended as it did, relative to the run directory.'),
	evidenceDir: z.string().describe('Evidence directory, relative to the run directory.'),
	accelerator: z.string().optional().describe('What ran the guest: `tcg` or `kvm`.'),
	snapshot: snapshotOrigin.optional().describe('Missing for a VM that was booted.'),
	images: z
		.array(imageOrigin)
		.optional()
		.describe('What the guest and its containers were made of; missing in runs from before it was recorded.'),
	startedAt: z.iso
		.datetime()
		.optional()
		.describe(
			'When its last attempt began, by the host’s clock; missing in runs from before it was recorded.',
		),
	ms: z
		.number()
		.nonnegative()
		.optional()
		.describe(
			'Milliseconds from the start to the end of its last attempt; missing in runs from before it was recorded.',
		),
	phases: z.array(phaseRecord),
	checks: z.array(checkRecord),
})
export type CellRecord = z.infer<typeof cellRecord>

/** What ran the VMs. Runs from before there were drivers say `qemu` in place of the driver and its version. */
export const hostInfo = z.preprocess(
	(value) => {
		if (typeof value !== 'object' || value === null || !('qemu' in value)) return value
		const { qemu, ...rest } = value
		return { driver: 'QEMU', driverVersion: qemu, ...rest }
	},
	z.strictObject({
		driver: z.string().describe('The VM driver’s name.'),
		driverVersion: z.string(),
		accelerator: z.string(),
		cpus: z.number().int(),
		lacks: z
			.array(z.string())
			.optional()
			.describe('What the driver has not, a phrase each; missing where it has everything.'),
	}),
)
export const toolInfo = z.strictObject({
	version: z.string(),
	sources: z
		.string()
		.optional()
		.describe('A hash over the harness’s own files, which says more than the number in package.json.'),
})

/** Since 2 a failed check says how it failed, way by way. */
export const eventsVersion = 2

/** Which part of a plan a run was of. */
export const shardRecord = z
	.strictObject({
		index: z.number().int().positive().describe('From 1.'),
		of: z.number().int().positive(),
		cells: z.number().int().nonnegative().describe('How many cells the whole plan has.'),
	})
	.describe('Which part of the plan was run; missing where that was the whole.')
export type ShardRecord = z.infer<typeof shardRecord>

export const results = z.strictObject({
	schemaVersion: z.literal(1),
	run: z.strictObject({
		id: z.string(),
		startedAt: z.iso.datetime(),
		endedAt: z.iso.datetime().optional().describe('Missing when the run was interrupted or killed.'),
		state: z
			.enum(['running', 'completed', 'interrupted'])
			.describe('`running` is what a killed run leaves behind.'),
		matrixHash: z.string().describe('Hash over the ids of the planned cells.'),
		matrix: z.string().describe('The preset’s name or the matrix file’s name.'),
		tool: toolInfo,
		host: hostInfo,
		shard: shardRecord.optional(),
		missing: z
			.array(z.string())
			.optional()
			.describe('What of the plan none of the merged runs has, in sentences: the results are incomplete.'),
		mixed: z
			.array(z.string())
			.optional()
			.describe(
				'How the runs that were merged into this one differ, in sentences; what differs may be what failed.',
			),
		damaged: z
			.array(z.string())
			.optional()
			.describe(
				'What of the event log could not be read, in sentences: the results are incomplete, and what is lost could have been a failure.',
			),
		eventsVersion: z
			.literal(eventsVersion)
			.optional()
			.describe(
				'Missing where failures have no forms: their known issues were then told by the check alone.',
			),
	}),
	cells: z.array(cellRecord),
})
export type Results = z.infer<typeof results>
