import { architectures } from '#results/architecture'
import { axisNames, type Axes, type DaemonSettings } from '#results'
import { z } from 'zod'
import { readAxis } from '../axes.ts'
import { profileName } from '../daemon-name.ts'
import { coverages, type AxisLists, driverChoices } from '../plan/matrix.ts'
import { selectChecks } from '../select-checks.ts'
import { axisText } from './axis-text.ts'
import { mirrorComplaint } from './mirror.ts'
import { bridgeComplaints, profileKeys } from './profile-keys.ts'

/** What an axis would have liked instead of a value; undefined when it likes the value. */
export function axisComplaint(axis: keyof Axes, value: unknown): string | undefined {
	const read = readAxis(axis, axisText(axis, value))
	return 'expected' in read ? read.expected : undefined
}

const axisValue = (axis: keyof Axes) =>
	z.custom<unknown>().transform((value, context) => {
		const complaint = axisComplaint(axis, value)
		if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint })
		return axisText(axis, value)
	})

/** One value, or a list of them. */
const axisList = (axis: keyof Axes) =>
	z.preprocess(
		(value) => (value === undefined || Array.isArray(value) ? value : [value]),
		z.array(axisValue(axis)).min(1, 'at least one value').optional(),
	)

const axisLists = z
	.strictObject({
		kernel: axisList('kernel'),
		brNetfilter: axisList('brNetfilter'),
		docker: axisList('docker'),
		rootlesskit: axisList('rootlesskit'),
		network: axisList('network'),
		portDriver: axisList('portDriver'),
		daemon: axisList('daemon'),
		guest: axisList('guest'),
		cmdline: axisList('cmdline'),
		modules: axisList('modules'),
		upgradeFrom: axisList('upgradeFrom'),
	})
	.transform((lists): AxisLists =>
		Object.fromEntries(Object.entries(lists).filter(([, values]) => values !== undefined)),
	)

const camel = (key: string): string => key.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

export const profile = z
	.preprocess((value) => value ?? {}, z.strictObject(profileKeys))
	.superRefine((settings, context) => {
		for (const { key, expected } of bridgeComplaints(settings))
			context.addIssue({ code: 'custom', message: expected, path: [key] })
	})
	.transform((settings): DaemonSettings =>
		Object.fromEntries(
			Object.entries(settings)
				.filter(([, value]) => value !== undefined)
				.map(([key, value]) => [camel(key), value]),
		),
	)

const checkGlob = z.custom<string>().superRefine((value, context) => {
	if (typeof value === 'string' && selectChecks([value]).length > 0) return
	context.addIssue({
		code: 'custom',
		message: 'the id of a check, or a pattern such as "publish.*" (`rootless-matrix checks` lists them)',
	})
})

const coverage = z.enum(coverages, '"full", "pairwise" or "list"')

const mirror = z.custom<string>().superRefine((value, context) => {
	const complaint = mirrorComplaint(value)
	if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint })
})

/** Messages of issues say what was expected; what was found and where is added from the source. */
export const matrixFileSchema = z.strictObject({
	schemaVersion: z.literal(1, '1, the only version there is'),
	name: z
		.string('a name, such as "nightly"')
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'a name of up to 60 letters, digits, ".", "_" and "-"'),
	mirrors: z.preprocess(
		(value) => (typeof value === 'string' ? [value] : (value ?? undefined)),
		z.array(mirror, 'a list of addresses and directories').default([]),
	),
	daemons: z.record(z.string().regex(profileName), profile, 'a map of profile names to settings').default({}),
	axes: axisLists.default({}),
	coverage,
	seed: z
		.int('a whole number')
		.min(0, 'a whole number from 0')
		.max(0xffffffff, 'a whole number below 2^32')
		.default(1),
	checks: z.array(checkGlob, 'a list of checks').min(1, 'at least one check').optional(),
	compareSnapshots: z
		.string('one cell in how many, such as 1/10')
		.regex(/^1\/[1-9]\d{0,3}$/, 'one cell in how many, such as 1/10')
		.transform((text) => Number(text.slice(2)))
		.optional(),
	driver: z.enum(driverChoices, `one of ${driverChoices.join(', ')}`).optional(),
	arch: z.enum(architectures, `one of ${architectures.join(', ')}`).optional(),
	cells: z.array(axisLists, 'a list of cells').default([]),
	include: z.array(axisLists, 'a list of cells').default([]),
	exclude: z.array(axisLists, 'a list of cells').default([]),
})

const topKeys = Object.keys(matrixFileSchema.shape)

/** The keys that may stand in the map at this path. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
	if (path.length === 0) return topKeys
	return path[0] === 'daemons' ? Object.keys(profileKeys) : axisNames
}
