import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import semver from 'semver'
import { HostError } from '#results/errors'
import type { DriverObstacle } from '../driver.ts'
import { type Bounded, runProgram, runTool } from '../host/index.ts'
import { MINIMUM_LIMA } from './template.ts'
import { limactlError } from './words.ts'

/** Below 3: what a new major version changes nobody knows. */
const RANGE = `>=${MINIMUM_LIMA} <3`

const GET = `Install limactl ${MINIMUM_LIMA} or newer (https://lima-vm.io/docs/installation), or name one with LIMACTL.`

/** Whom limactl runs as: it refuses root. */
export interface LimaUser {
	/** What is put before a command. */
	readonly prefix: readonly string[]
	/** Whose files it may read and write; undefined where that is this process's user. */
	readonly owner: { readonly uid: number; readonly gid: number } | undefined
}

/** A harness that is root starts it as nobody, who gets the group that may open /dev/kvm. */
async function limaUser(isRoot = process.getuid?.() === 0): Promise<LimaUser> {
	if (!isRoot) return { prefix: [], owner: undefined }
	const [uid, gid] = await Promise.all(
		['-u', '-g'].map(async (which) => Number(await runTool(['id', which, 'nobody']))),
	)
	const kvm = await kvmGroup()
	const groups = kvm === undefined ? '--clear-groups' : `--groups=${kvm}`
	return {
		prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, groups, '--no-new-privs', '--'],
		owner: { uid: uid!, gid: gid! },
	}
}

async function kvmGroup(): Promise<number | undefined> {
	const device = await stat('/dev/kvm').catch(() => undefined)
	return device && (device.mode & 0o060) === 0o060 ? device.gid : undefined
}

/** Whether limactl's user may open /dev/kvm; root, who may, is not who runs QEMU. */
export const mayUseKvm = async ({ owner }: LimaUser): Promise<boolean> =>
	owner === undefined || (await kvmGroup()) !== undefined

/** A limactl that is new enough. */
export interface Limactl {
	/** Absolute. */
	readonly program: string
	/** `2.2.0` */
	readonly version: string
	readonly user: LimaUser
}

/** Finds limactl. A sentence about it, and what to do, where there is none that will do. */
export async function findLimactl(
	bounded: Bounded = {},
	name = process.env.LIMACTL || 'limactl',
): Promise<Limactl | DriverObstacle> {
	const found = await runProgram(['sh', '-c', 'command -v "$1"', 'sh', name], {
		deadline: 30_000,
		...bounded,
	})
	const program = found.state === 'ended' && found.code === 0 ? found.output.trim() : ''
	if (program === '') return { why: `There is no ${name}.`, hint: GET }
	const user = await limaUser()
	const end = await runProgram([...user.prefix, program, '--version'], {
		deadline: 30_000,
		...bounded,
		env: { HOME: '/' },
	})
	if (end.state !== 'ended' || end.code !== 0) {
		const { message, hint } = limactlError(`ask ${program} for its version`, end)
		return { why: `${message}.`, hint: hint ?? `Can ${userName(user)} run it? ${GET}` }
	}
	const said = /^limactl version v?(\S+)/m.exec(end.output)?.[1]
	const version = semver.coerce(said)?.version
	if (version === undefined) return { why: `${program} does not say its version.`, hint: GET }
	return semver.satisfies(version, RANGE)
		? { program, version, user }
		: { why: `${program} is ${version}; this driver needs ${RANGE}.`, hint: GET }
}

const userName = ({ owner }: LimaUser) => (owner ? 'nobody' : userInfo().username)

/** @throws HostError for what {@link findLimactl} says instead of a limactl. */
export function needLimactl(found: Limactl | DriverObstacle): Limactl {
	if (!('why' in found)) return found
	throw new HostError(found.why, { hint: found.hint })
}

/** The calls of one LIMA_HOME. */
export class LimaCalls {
	readonly #limactl: Limactl
	readonly #environment: readonly string[]

	constructor(limactl: Limactl, home: string, qemu: string | undefined) {
		this.#limactl = limactl
		this.#environment = [
			...[`LIMA_HOME=${home}`, `HOME=${home}`, `XDG_CACHE_HOME=${home}/_cache`],
			...(qemu === undefined ? [] : [`QEMU_SYSTEM_X86_64=${qemu}`]),
		]
	}

	/** The command line of a program as limactl's user, in limactl's environment. */
	command(argv: readonly string[]): string[] {
		const { user } = this.#limactl
		return [...user.prefix, 'env', ...this.#environment, ...argv]
	}

	/** limactl's whole command line. */
	limactl(...args: readonly string[]): string[] {
		return [this.#limactl.program, '--tty=false', '--log-format=json', ...args]
	}

	/** @returns what it printed, on both streams. @throws HostError */
	async call(
		args: readonly string[],
		{ to, ...bounded }: Bounded & { readonly to: string },
	): Promise<string> {
		const end = await runProgram(this.command(this.limactl(...args)), { deadline: 300_000, ...bounded })
		if (end.state === 'ended' && end.code === 0) return end.output
		throw limactlError(to, end)
	}
}
