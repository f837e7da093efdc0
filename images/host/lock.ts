import { holdMutex } from '#vm/host'

export interface LockOptions {
	/** Whether to wait for whoever has it; default: yes. */
	readonly wait?: boolean
}

/** `holdMutex` of `#vm/host`. */
export const lockFile = (
	path: string,
	signal?: AbortSignal,
	{ wait }: LockOptions = {},
): Promise<AsyncDisposable> => holdMutex(path, { signal, wait })
