import { architectures } from '#results/architecture'
import {
	axisNames,
	brNetfilterState,
	noCmdline,
	noUpgrade,
	portDriver,
	type Axes,
	usualModules,
} from '#results'
import { examplesOf } from '#images/providers'
import { profileName } from '../daemon-name.ts'
import { moduleStates } from '../modules.ts'
import { coverages, driverChoices } from '../plan/matrix.ts'
import { profileProperties } from './profile-properties.ts'
import type { matrixFileSchema } from './schema.ts'

type Json = Readonly<Record<string, unknown>>

export const schemaFile = new URL('matrix.schema.json', import.meta.url)

const path = { type: 'string', minLength: 1, description: 'Meant from the directory of the matrix file.' }
const kernelFile: Json = {
	anyOf: [
		path,
		{
			type: 'object',
			properties: {
				path,
				sha256: { type: 'string', description: 'The sum that the file must have, 64 hexadecimal digits.' },
				release: {
					type: 'string',
					description:
						'Which kernel of a disk with several, as `uname -r` prints it; default: what its boot loader boots.',
				},
			},
			required: ['path'],
			additionalProperties: false,
		},
	],
}
const kernelFiles: Json = {
	type: 'object',
	description:
		'A kernel of your own: the files that it consists of (packages, tarballs, a directory, an image), or a disk with it.',
	properties: {
		file: {
			description:
				'Its files, one or a list: each a path, or a map of `path`, `sha256` and, for a disk, `release`.',
			anyOf: [kernelFile, { type: 'array', items: kernelFile, minItems: 1 }],
		},
	},
	required: ['file'],
	additionalProperties: false,
}

const provided = (axis: 'kernel' | 'docker' | 'rootlesskit' | 'network' | 'guest'): Json => ({
	type: 'string',
	examples: examplesOf(axis).map(({ value }) => value),
})

/** What one value of an axis is, and what hovering over the axis says. */
const axes: { readonly [A in keyof Axes]-?: { readonly about: string; readonly value: Json } } = {
	kernel: {
		about:
			'Whose Linux boots: the newest of a Debian series, one release, one compiled here, or files of your own.',
		value: { anyOf: [provided('kernel'), kernelFiles] },
	},
	brNetfilter: {
		about:
			'What the host has of the module br_netfilter: loaded before the daemon starts, there and not loaded, or not there.',
		value: { enum: brNetfilterState.options },
	},
	docker: { about: 'Whose dockerd and its companions are installed.', value: provided('docker') },
	rootlesskit: {
		about: 'Whose RootlessKit; `bundled` is the one that the docker value brings.',
		value: provided('rootlesskit'),
	},
	network: {
		about: 'The network driver, with its version behind an @ where one is wanted.',
		value: provided('network'),
	},
	portDriver: {
		about:
			'How RootlessKit publishes ports; `implicit` and `pesto` go with pasta, and pasta with them; `gvisor-tap-vsock` with the network of that name.',
		value: { enum: portDriver.options },
	},
	daemon: {
		about: 'How the daemon is set up: the name of a profile under `daemons`.',
		value: { type: 'string', pattern: profileName.source },
	},
	guest: {
		about: 'The distribution that the VM runs; the default may be left out.',
		value: provided('guest'),
	},
	cmdline: {
		about:
			'Words that are added to the kernel’s command line, a space between two; `none` adds none, and may be left out.',
		value: { type: 'string', examples: [noCmdline, 'ipv6.disable=1'] },
	},
	modules: {
		about:
			'What the host has of modules other than br_netfilter: a map of their names to absent or loaded; `default` leaves them as the kernel brings them, and may be left out.',
		value: {
			anyOf: [
				{ type: 'string', examples: [usualModules, 'ip_tables=absent,tun=loaded'] },
				{ type: 'object', additionalProperties: { enum: moduleStates }, minProperties: 1 },
			],
		},
	},
	upgradeFrom: {
		about: `An earlier Docker, whose containers and networks the cell’s own one is to find when it takes its place; \`${noUpgrade}\` is the default, and may be left out.`,
		value: {
			type: 'string',
			examples: [noUpgrade, ...examplesOf('docker').map(({ value }) => value)],
		},
	},
}

const axisLists = (about: string): Json => ({
	type: 'object',
	description: about,
	properties: Object.fromEntries(axisNames.map((axis) => [axis, { $ref: `#/definitions/${axis}` }])),
	additionalProperties: false,
})

/** Each axis once, for the four places where it may stand: one value, or a list of them. */
const definitions: Json = Object.fromEntries(
	axisNames.map((axis) => [
		axis,
		{
			description: axes[axis].about,
			anyOf: [axes[axis].value, { type: 'array', items: axes[axis].value, minItems: 1 }],
		},
	]),
)

const keys: { readonly [key in keyof typeof matrixFileSchema.shape]: Json } = {
	schemaVersion: { const: 1, description: 'The version of this format.' },
	name: {
		type: 'string',
		pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$',
		description: 'What runs of this matrix are called.',
	},
	mirrors: {
		description: 'Addresses and directories with the layout of Docker’s server, asked before it.',
		anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
	},
	daemons: {
		type: 'object',
		description:
			'Profiles of daemon settings by name; `axes.daemon` names them. What a profile leaves out is dockerd’s default.',
		propertyNames: { pattern: profileName.source },
		additionalProperties: {
			type: ['object', 'null'],
			properties: profileProperties,
			additionalProperties: false,
		},
	},
	axes: axisLists('The values of each axis; for `coverage: list`, what a cell does not say itself.'),
	coverage: {
		enum: coverages,
		description:
			'`full`: the product of the axes. `pairwise`: few cells in which every possible pair of values occurs. `list`: the cells under `cells`.',
	},
	seed: {
		type: 'integer',
		minimum: 0,
		maximum: 0xffffffff,
		description: 'Another one makes another choice of cells for `pairwise`; default: 1.',
	},
	checks: {
		type: 'array',
		minItems: 1,
		items: { type: 'string', examples: ['egress.tcp', 'publish.*'] },
		description:
			'Ids of checks, or patterns: only these are asked. Default: all but those on demand. `rootless-matrix checks` lists them.',
	},
	compareSnapshots: {
		type: 'string',
		pattern: '^1/[1-9]\\d{0,3}$',
		description:
			'Which part of the cells is booted each day as well and compared with its snapshot, such as 1/10.',
	},
	driver: {
		enum: driverChoices,
		description:
			'What runs the VMs, where neither `--driver` nor the environment says; `auto`: the first that is there.',
	},
	arch: {
		enum: architectures,
		description:
			'The guests’ architecture, where `--arch` does not say it; default: this machine’s. Guests of another one are emulated.',
	},
	cells: {
		type: 'array',
		items: axisLists('A cell, or several.'),
		description: 'The cells of `coverage: list`.',
	},
	include: {
		type: 'array',
		items: axisLists('A cell, or several.'),
		description: 'Cells beside those of the axes; no `exclude` touches them.',
	},
	exclude: {
		type: 'array',
		items: axisLists('Values that do not go together.'),
		description: 'Combinations of the axes that are left out.',
	},
}

/** The JSON Schema (draft-07, which editors of YAML understand) of a matrix file, with a sentence for each key that an editor can show. */
export function matrixSchemaText(): string {
	const schema = {
		$schema: 'http://json-schema.org/draft-07/schema#',
		title: 'rootless-matrix matrix file, schemaVersion 1',
		type: 'object',
		properties: keys,
		required: ['schemaVersion', 'name', 'coverage'],
		additionalProperties: false,
		definitions,
	}
	return `${JSON.stringify(schema, undefined, '\t')}\n`
}
