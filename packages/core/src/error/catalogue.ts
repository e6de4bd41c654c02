import { dataErrors } from './data-errors.ts';
import { forgeErrors } from './forge-errors.ts';
import { gitErrors } from './git-errors.ts';
import { inputErrors } from './input-errors.ts';
import { policyErrors } from './policy-errors.ts';

/** The files of the catalogue; each holds one thousand of the codes. */
export const errorAreas = {
  input: inputErrors,
  policy: policyErrors,
  data: dataErrors,
  git: gitErrors,
  forge: forgeErrors,
};

/** Every user error: what the documentation lists, and one test renders. */
export const errorCatalogue = { ...inputErrors, ...policyErrors, ...dataErrors, ...gitErrors, ...forgeErrors };
