import { AppError } from '../kernel/errors.ts';

/** The audit record could not be written after all tries, so neither was the change it belongs to. */
export class AuditUnavailable extends AppError {
  override readonly name = 'AuditUnavailable';
  constructor(chain: string, options?: ErrorOptions) {
    super(`no record could be appended to ${chain}`, { chain }, options);
  }
}
