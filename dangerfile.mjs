import { weighbridge } from 'danger-plugin-weighbridge';

// The example's models are weighed in repositories of their own (`npm start`), which leave no record here.
await weighbridge({ code: [] });
