import ssh2 from 'ssh2'

export interface SshKeyPair {
	/** OpenSSH's own PEM format. */
	readonly privateKey: string
	/** One line, as in authorized_keys. */
	readonly publicKey: string
}

/** A fresh ed25519 pair; every VM gets its own for the host and for the harness. */
export function generateSshKeyPair(comment: string): SshKeyPair {
	const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment })
	return { privateKey, publicKey }
}
