import type { DriverChoice } from '#vm'
import type { WorkerFlags } from './command.ts'

/** The flags with which a worker starts `run` for each of its cells; `store` is the farm's. */
export function runFlags(
	flags: Pick<WorkerFlags, 'mirror' | 'offline' | 'pullCache' | 'insecure' | 'snapshots'>,
	{ driver, store }: { readonly driver: DriverChoice | undefined; readonly store: string },
): string[] {
	return [
		...(driver === undefined ? [] : ['--driver', driver]),
		...(flags.mirror ?? []).flatMap((one) => ['--mirror', one]),
		...(flags.offline ? ['--offline'] : []),
		...(flags.pullCache ? ['--pull-cache', store] : []),
		...(flags.pullCache && flags.insecure ? ['--insecure'] : []),
		...(flags.snapshots ? [] : ['--no-snapshots']),
	]
}
